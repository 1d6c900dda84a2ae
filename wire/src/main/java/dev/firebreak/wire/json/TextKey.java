package dev.firebreak.wire.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes a map's key, but none that the reader would refuse: half a character (a surrogate without
 * its partner), or one that is too long. Better no entry in the log than one that cannot be read.
 */
final class TextKey extends StdSerializer<String> {
    private final int longest;

    TextKey(int longest) {
        super(String.class);
        this.longest = longest;
    }

    @Override
    public void serialize(String key, JsonGenerator out, SerializationContext context) {
        if (key.length() > longest || !Texts.whole(key)) {
            throw new Malformed(
                    "",
                    "expected a key of at most %d whole characters, found another: clean it first"
                            .formatted(longest));
        }
        out.writeName(key);
    }
}
