package dev.imagepack.registry.http;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which server a registry may name for tokens. */
class RealmTest {

    private static Origin registry(String address) {
        return Origin.of(URI.create(address)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry-1.docker.io, https://auth.docker.io/token",
        "https://registry.example.com, https://registry.example.com/token",
        "https://registry.example.com, https://registry.example.com:8443/token",
        "https://registry.example.com, https://auth.elsewhere.net/token?x=y",
        "https://registry.example.com, https://8.8.8.8/token",
        "https://registry.example.com, https://100.128.0.1/token",
        "https://registry.example.com, https://[2606:4700::1111]/token",
        "https://10.0.0.5:5000, https://10.0.0.5:5001/token",
        "https://10.0.0.5:5000, https://auth.example.com/token",
        "https://localhost:5000, https://localhost:5001/token",
        "http://localhost:5000, http://localhost:5001/token",
        "http://127.0.0.1:5000, https://127.0.0.1/token",
        "http://registry.lan:5000, http://registry.lan/token",
        "http://registry.lan:5000, https://registry.lan/token",
        "https://[::1]:5000, https://[::1]:5001/token",
    })
    void someAreAsked(String registry, String realm) throws Exception {
        assertThat(Realm.of(realm, registry(registry)).address()).hasToString(realm);
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example.com, http://registry.example.com/token, would take the credentials without TLS",
        "https://registry.example.com, http://auth.example.com/token, would take the credentials without TLS",
        "https://localhost:5000, http://localhost:5001/token, would take the credentials without TLS",
        "https://registry.example.com, https://127.0.0.1/token, is a local address",
        "https://registry.example.com, https://127.1/token, is no http(s) address",
        "https://registry.example.com, https://2130706433/token, is a local address",
        "https://registry.example.com, https://0x7f000001/token, is a local address",
        "https://registry.example.com, https://localhost/token, is a local address",
        "https://registry.example.com, https://LOCALHOST./token, is a local address",
        "https://registry.example.com, https://me.localhost/token, is a local address",
        "https://registry.example.com, https://0.0.0.0/token, is a local address",
        "https://registry.example.com, https://10.1.2.3/token, is a local address",
        "https://registry.example.com, https://172.16.0.1/token, is a local address",
        "https://registry.example.com, https://192.168.1.1/token, is a local address",
        "https://registry.example.com, https://100.64.0.1/token, is a local address",
        "https://registry.example.com, https://169.254.169.254/token, is a local address",
        "https://registry.example.com, https://224.0.0.1/token, is a local address",
        "https://registry.example.com, https://[::1]/token, is a local address",
        "https://registry.example.com, https://[::]/token, is a local address",
        "https://registry.example.com, https://[fe80::1]/token, is a local address",
        "https://registry.example.com, https://[fd00::1]/token, is a local address",
        "https://registry.example.com, https://[::ffff:127.0.0.1]/token, is a local address",
        "https://registry.example.com, https://[64:ff9b::7f00:1]/token, is a local address",
        "https://10.0.0.5:5000, https://10.0.0.6/token, is a local address",
        "https://127.0.0.1:5000, https://127.0.0.2/token, is a local address",
        "http://registry.lan:5000, http://auth.lan/token, is another host",
        "http://registry.lan:5000, https://auth.example.com/token, is another host",
        "http://127.0.0.1:5000, http://10.0.0.1/token, is another host",
        "https://registry.example.com, https://user:pw@auth.example.com/token, is no http(s) address",
        "https://registry.example.com, /token, is no http(s) address",
        "https://registry.example.com, ftp://registry.example.com/token, is no http(s) address",
        "https://registry.example.com, file:///etc/passwd, is no http(s) address",
        "https://registry.example.com, https:///token, is no http(s) address",
        "https://registry.example.com, https://auth.example.com/token#part, is no address",
        "https://registry.example.com, https://auth.example.com/a b, is no address",
        "https://registry.example.com, '', is no http(s) address",
    })
    void othersAreNot(String registry, String realm, String reason) {
        assertThatThrownBy(() -> Realm.of(realm, registry(registry)))
                .isInstanceOf(UnsafeAddressException.class)
                .hasMessageContaining(reason);
    }
}
