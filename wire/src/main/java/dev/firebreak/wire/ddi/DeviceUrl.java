package dev.firebreak.wire.ddi;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The addresses of one device's resources, absolute, as its next requests will use them.
 *
 * @param root scheme, host, port and tenant: {@code http://updates.example.com/DEFAULT}
 * @param device whose
 * @param base the device's own resource
 */
public record DeviceUrl(String root, DeviceId device, String base) {
    /** What may stand in an address as it is; so none needs to be escaped in JSON. */
    private static final Pattern ROOT =
            Pattern.compile(
                    "https?://[A-Za-z0-9._~\\[\\]:-]{1,255}(?:/[A-Za-z0-9._~%-]{1,128}){1,8}");

    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@!$&'()*+,;=";

    /**
     * The addresses of {@code device} under {@code root}.
     *
     * @throws IllegalArgumentException if the root is none: a request's host is foreign text
     */
    public static DeviceUrl of(String root, DeviceId device) {
        if (!ROOT.matcher(root).matches()) {
            throw new IllegalArgumentException(
                    "expected a root like http://updates.example.com/DEFAULT, found another: check the Host header");
        }
        return new DeviceUrl(root, device, root + "/controller/v1/" + segment(device.value()));
    }

    /** Where attributes are told. */
    public String configData() {
        return base + "/configData";
    }

    /** The order to carry out; {@code state} changes whenever the device should read it again. */
    public String deploymentBase(ActionId action, int state) {
        return base + "/deploymentBase/" + action.number() + "?c=" + state;
    }

    /** Whether a person at the device says yes to whatever comes, and where to change that. */
    public String confirmationBase() {
        return base + "/confirmationBase";
    }

    /** The order that waits for a person's yes; {@code state} as in {@link #deploymentBase}. */
    public String confirmationBase(ActionId action, int state) {
        return confirmationBase() + "/" + action.number() + "?c=" + state;
    }

    /** The order to drop it; without a query, since clients append to it. */
    public String cancelAction(ActionId action) {
        return base + "/cancelAction/" + action.number();
    }

    /** What was installed last. */
    public String installedBase(ActionId action) {
        return base + "/installedBase/" + action.number();
    }

    /**
     * The bytes of a file. The action stands where the protocol has a module's number, so that the
     * link is short, and dies with the action.
     */
    public String artifact(ActionId action, String filename) {
        return base + "/softwaremodules/" + action.number() + "/artifacts/" + segment(filename);
    }

    /** One segment of a path, percent-encoded (RFC 3986) in UTF-8. */
    static String segment(String text) {
        var out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && UNRESERVED.indexOf(b) >= 0) {
                out.append((char) b);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
            }
        }
        return out.toString();
    }
}
