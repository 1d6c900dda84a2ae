package dev.firebreak.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.cli.command.DeviceFile.Line;

import org.junit.jupiter.api.Test;

/** Lists of devices as people have them. */
final class DeviceFileTest {
    private final DeviceFile file = new DeviceFile();

    @Test
    void csvBecomesWhatTheServerTakes() {
        assertThat(file.next("id,region,role,token")).isInstanceOf(Line.Nothing.class);
        assertThat(file.next("d1,eu-west,\"a \"\"b\"\", c\","))
                .isEqualTo(
                        new Line.Device(
                                "{\"attributes\":{\"region\":\"eu-west\",\"role\":\"a \\\"b\\\", c\"},\"id\":\"d1\"}"));
        assertThat(file.next("d2,,,s3cret"))
                .isEqualTo(
                        new Line.Device("{\"attributes\":{},\"id\":\"d2\",\"token\":\"s3cret\"}"));
    }

    @Test
    void aBadLineIsNamedAndTheNextOneIsGood() {
        file.next("id,region");
        assertThat(file.next("d1")).isInstanceOf(Line.Wrong.class);
        assertThat(file.next("d1,\"eu")).isInstanceOf(Line.Wrong.class);
        assertThat(file.next(",eu")).isInstanceOf(Line.Wrong.class);
        assertThat(file.next("")).isInstanceOf(Line.Nothing.class);
        assertThat(file.next("d1,eu")).isInstanceOf(Line.Device.class);
    }

    @Test
    void jsonLinesAreSentAsTheyAre() {
        var line = "{\"id\":\"d1\",\"attributes\":{\"region\":\"eu\"}}";
        assertThat(file.next(line)).isEqualTo(new Line.Device(line));
        assertThat(file.next("{\"id\":")).isInstanceOf(Line.Wrong.class);
    }

    @Test
    void aHeadWithoutIdIsRefused() {
        assertThat(file.next("name,region")).isInstanceOf(Line.Wrong.class);
    }
}
