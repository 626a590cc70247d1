package dev.imagepack.registry;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the OCI distribution specification (1.1.1, with the parts of Docker's own that it grew out of) asks of clients, and
 * which tests show that it holds here. Of what clients may do, these things are left out: tags are listed only to see
 * whether somebody may read (n=1), referrers are never looked for, nothing but unfinished uploads is deleted, and no blob
 * goes in a single POST, which many registries answer with 202 after all of it was sent.
 */
class DistributionSpecTest {

    private static final String PULLS = "registry.RegistryImagesTest#";
    private static final String PUSHES = "registry.RepositoryWriterTest#";
    private static final String WIRE = "registry.DistributionRequestsTest#";
    private static final String IMAGES = "ship.PushImagesTest#";
    private static final String LOGIN = "registry.http.AuthenticationTest#";
    private static final String REDIRECTS = "registry.http.RedirectTest#";
    private static final String LISTS = "registry.ReferrerTest#";
    private static final String NAMES = "oci.ImageRefTest#";
    private static final String BLOBS = "oci.BlobArrivalTest#";
    private static final String RETRIES = "registry.http.ResilienceTest#";

    /**
     * One point.
     *
     * @param level MUST or SHOULD
     * @param tests class below {@code dev.imagepack}, #, and method
     */
    private record Rule(String section, String level, String text, List<String> tests) {}

    private static Rule must(String section, String text, String... tests) {
        return new Rule(section, "MUST", text, List.of(tests));
    }

    private static Rule should(String section, String text, String... tests) {
        return new Rule(section, "SHOULD", text, List.of(tests));
    }

    private static final List<Rule> RULES = List.of(
            should(
                    "Base",
                    "a 401 is answered as its WWW-Authenticate says, and the request made again",
                    LOGIN + "nobodyGetsATokenForWhatIsPublic",
                    LOGIN + "aPasswordIsShownToTheRegistryItself",
                    LOGIN + "aBodyIsSentAgainAfterTheChallenge"),
            should(
                    "Errors",
                    "codes that are not known are no reason to fail in another way; what is said is shown",
                    PULLS + "faultsSayWhatTheRegistrySaid",
                    PUSHES + "aRefusalIsNotTriedAgain"),
            should(
                    "Warnings",
                    "a Warning is reported, once; nothing else is done about it",
                    WIRE + "aWarningIsReportedAndNothingElseIsDoneAboutIt",
                    "maven.TransportLinesTest#whatARegistryWarnsOfIsSaidOnce"),
            should(
                    "Definitions",
                    "Docker's own headers are not depended on",
                    WIRE + "aRegistryThatSaysNoDigestIsAskedForTheManifest"),
            must(
                    "Pull: manifests",
                    "names and tags have the form that they must have, and are no longer",
                    NAMES + "aFaultIsNamed",
                    NAMES + "aPathOf255CharactersIsTheLongest",
                    NAMES + "aTagOf128CharactersIsTheLongest"),
            should(
                    "Pull: manifests",
                    "parameters of the Content-Type are ignored",
                    WIRE + "parametersOfAManifestsTypeAreIgnored"),
            should(
                    "Pull: manifests",
                    "a document that says it is another kind of manifest than the Content-Type does is refused",
                    WIRE + "aManifestThatIsCalledAnotherKindOfOneIsRefused"),
            should(
                    "Pull: manifests",
                    "Accept names the types that are understood",
                    WIRE + "whatAManifestMayBeIsSaidWithEachQuestionForOne"),
            must(
                    "Pull: manifests",
                    "what is fetched by a digest is compared with that digest, whatever the header says",
                    PULLS + "aDigestIsComparedWithTheBytesThatCome"),
            should(
                    "Pull: manifests",
                    "the digest in the header is compared with the bytes",
                    PULLS + "aHeaderThatContradictsTheBytesIsRefused"),
            should(
                    "Pull: manifests",
                    "the length of what is read has a limit",
                    PULLS + "aManifestOfAnySizeIsReadNoFurtherThanItMayBe"),
            should(
                    "Pull: existing content",
                    "whether something is there is asked with HEAD",
                    PULLS + "alwaysAsksForTheDigestAndReadsNoMoreWhenItIsTheSame",
                    PUSHES + "aBlobThatIsThereIsNotSent"),
            must(
                    "Pull: blobs",
                    "a blob is compared with its digest",
                    PULLS + "aLayerThatIsNotWhatItShouldBeIsRefusedAndNotKept"),
            should(
                    "Pull: blobs",
                    "redirects are followed, for the bytes may be elsewhere",
                    REDIRECTS + "theSameOriginIsStillShownEverything",
                    REDIRECTS + "theRangeGoesAlong"),
            should(
                    "Pull: blobs",
                    "what was cut is read on with Range, and a registry that knows no Range is read anyway",
                    PULLS + "aLayerThatWasCutIsReadOnFromWhereItEnded",
                    PULLS + "aRegistryWithoutRangesIsReadFromTheStart"),
            should(
                    "Pull: blobs",
                    "what came before a cut is kept, and asked for by nobody again",
                    PULLS + "whatOneRunFetchedOfALayerIsNotFetchedAgainByTheNext",
                    BLOBS + "whatAKilledProcessFetchedIsNotAskedForAgain",
                    BLOBS + "aWrongBeginningIsThrownAwayAndTheBlobAskedForAsAWhole"),
            must(
                    "Push",
                    "blobs go first, then the manifest that names them",
                    IMAGES + "tagsAreSetAfterAllManifestsAndThoseAfterAllBlobs",
                    PUSHES + "aManifestIsWrittenUnderItsDigestAndThenTagged"),
            should("Push", "what is there is not sent", PUSHES + "aBlobThatIsThereIsNotSent"),
            must(
                    "Push: monolithic",
                    "POST, then one PUT with the digest as a parameter, Content-Length and Content-Type",
                    WIRE + "aWholeBlobIsOnePutWithItsDigest",
                    PUSHES + "aSmallBlobIsSentInOneRequest"),
            must(
                    "Push: location",
                    "the location is taken as it is, be it relative or with a query of its own",
                    WIRE + "chunksGoInOrderEachToTheLatestAddressWithItsRange",
                    REDIRECTS + "anUploadGoesOnWhereTheRegistrySays"),
            should(
                    "Push: location",
                    "of several locations the latest counts",
                    WIRE + "chunksGoInOrderEachToTheLatestAddressWithItsRange"),
            must(
                    "Push: chunks",
                    "POST has Content-Length 0; chunks go in order, each with its range, the first one from 0 on",
                    WIRE + "chunksGoInOrderEachToTheLatestAddressWithItsRange"),
            must(
                    "Push: chunks",
                    "a last PUT with the digest ends the upload",
                    WIRE + "chunksGoInOrderEachToTheLatestAddressWithItsRange"),
            should(
                    "Push: chunks",
                    "no chunk but the last is smaller than OCI-Chunk-Min-Length",
                    WIRE + "noChunkIsSmallerThanTheRegistryDemands"),
            should(
                    "Push: chunks",
                    "where the upload goes on after that is what the answer to the question says",
                    WIRE + "afterA416TheUploadGoesOnAtTheAddressAndTheOffsetOfItsStatus"),
            should(
                    "Push: chunks",
                    "after a 416, or a cut, the registry is asked how far it is, and the upload goes on from there",
                    PUSHES + "aChunkThatDoesNotFitGoesOnWhereTheRegistryIs",
                    PUSHES + "anUploadThatWasCutGoesOnWhereItEnded"),
            must(
                    "Push: chunks",
                    "an upload that the registry does not know any more is begun anew",
                    PUSHES + "anUploadThatTheRegistryForgotBeginsAnew"),
            should(
                    "Push: cancelling",
                    "an upload that is given up is deleted",
                    PUSHES + "anUploadThatFailsAgainAndAgainIsGivenUp"),
            should(
                    "Push: finished blob",
                    "the digest that the registry answers with is compared",
                    PUSHES + "whatTheRegistrySaysItStoredIsCompared"),
            must(
                    "Push: mounting",
                    "POST with mount and from, Content-Length 0",
                    WIRE + "aMountNamesTheBlobAndWhereItIs",
                    PUSHES + "aBlobOfAnotherRepositoryIsMounted"),
            must(
                    "Push: mounting",
                    "where a 202 begins an upload instead, that one is used",
                    PUSHES + "whereNothingCanBeMountedTheUploadThatTheRegistryBeganIsUsed"),
            should("Push: manifests", "manifests may have 4 megabytes", WIRE + "aManifestOfFourMegabytesGoesBothWays"),
            must(
                    "Push: manifests with a subject",
                    "without OCI-Subject in the answer, the list under the referrers tag is begun, or gets it once",
                    LISTS + "aListIsBegunWhereTheRegistryKeepsNone",
                    LISTS + "aListThatIsThereGrowsAndHoldsEachOnce",
                    LISTS + "anIndexMayBeAboutAnImageToo"),
            must(
                    "Push: manifests with a subject",
                    "the list has its annotations and its artifactType, or else the type of its configuration",
                    LISTS + "aListIsBegunWhereTheRegistryKeepsNone",
                    LISTS + "whatSaysNoTypeIsOfTheTypeOfItsConfiguration"),
            should(
                    "Push: manifests with a subject",
                    "something else under that tag is a failure, and stays",
                    LISTS + "somethingElseUnderTheTagOfTheListIsAFault"),
            must(
                    "Push: manifests with a subject",
                    "with OCI-Subject in the answer, the registry keeps the list",
                    LISTS + "aRegistryThatKeepsTheListItselfIsLeftToIt"),
            must(
                    "Backwards compatibility",
                    "registries that lack ranges, mounts or lists of referrers serve as well",
                    PULLS + "aRegistryWithoutRangesIsReadFromTheStart",
                    PUSHES + "whereNothingCanBeMountedTheUploadThatTheRegistryBeganIsUsed",
                    LISTS + "aListIsBegunWhereTheRegistryKeepsNone"),
            should(
                    "Push: manifests",
                    "Content-Type is the manifest's media type, without parameters",
                    WIRE + "aManifestGoesWithItsOwnTypeAndNoParameters"),
            should(
                    "Push: manifests",
                    "the digest that the registry answers with is compared",
                    PUSHES + "whatTheRegistrySaysItStoredIsCompared"),
            should(
                    "Errors of a push",
                    "502, 503 and 504 pass; what is refused is not sent again",
                    RETRIES + "afterFiveTimesItGivesUp",
                    PUSHES + "aRefusalIsNotTriedAgain"));

    @TestFactory
    Stream<DynamicTest> eachRuleHasTestsThatExist() {
        return RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.section() + ", " + rule.level() + ": " + rule.text(), () -> check(rule)));
    }

    private static void check(Rule rule) throws ClassNotFoundException {
        assertThat(rule.tests()).isNotEmpty();
        for (String test : rule.tests()) {
            String[] parts = test.split("#");
            assertThat(Arrays.stream(Class.forName("dev.imagepack." + parts[0]).getDeclaredMethods())
                            .filter(method -> method.getName().equals(parts[1]))
                            .filter(method -> method.isAnnotationPresent(Test.class)
                                    || method.isAnnotationPresent(TestFactory.class)
                                    || method.isAnnotationPresent(ParameterizedTest.class)))
                    .as(test)
                    .hasSize(1);
        }
    }
}
