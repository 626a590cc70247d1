import com.fasterxml.jackson.databind.ObjectMapper
import dev.imagepack.testing.PackedImages

def packed = PackedImages.of(basedir)
assert packed.layer('app', 1) == ['0755 0:0 app/', '0755 0:0 app/lib/', '0444 0:0 app/lib/core.jar']
def upper = packed.layer('app', 2)
assert upper.containsAll([
    '0750 1000:1001 app/bin/', '0755 1000:1001 app/bin/start', '0755 1000:1001 app/bin/probe',
    '0750 1000:1001 app/conf/', '0644 1000:1001 app/conf/app.conf', '0600 1000:1001 app/conf/secret.conf',
    '1770 1000:1001 var/lib/app/', '0777 0:0 usr/bin/app -> /app/bin/start',
    '0644 0:0 etc/.wh.hostname', '0644 0:0 var/.wh.www'])
assert !upper.any { it.contains('app/lib') }

def config = packed.config('app')
assert config.path('created').asText() == '2024-01-31T12:00:00Z'
assert config.path('history')*.path('created_by')*.asText().takeRight(2) == ['libraries', 'application']
assert config.path('config') == new ObjectMapper().readTree('''{
    "User": "app",
    "ExposedPorts": {"8080/tcp": {}, "9000/udp": {}, "9001/udp": {}},
    "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "APP_HOME=/app"],
    "Entrypoint": ["/usr/bin/app", "--config=/app/conf"],
    "Cmd": ["serve"],
    "Volumes": {"/var/lib/app": {}},
    "WorkingDir": "/app",
    "Labels": {"org.opencontainers.image.version": "1.0"},
    "StopSignal": "SIGQUIT",
    "Healthcheck": {"Test": ["CMD", "/app/bin/probe"], "Interval": 30000000000, "Retries": 3}}''')
packed.hearJudges()
