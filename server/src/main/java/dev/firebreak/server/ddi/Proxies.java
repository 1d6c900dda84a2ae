package dev.firebreak.server.ddi;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which peers may speak for others. What such a proxy says of a request (for whom it asks, by which
 * name and scheme it was reached, whose certificate it saw) is believed; the same headers from
 * anybody else are not even read. Nobody is trusted unless configured.
 *
 * @param trusted the networks of the proxies
 * @param authorities names of certificate authorities, in small letters, one of which the proxy
 *     must name with a device; none = no device comes in by a proxy's word
 */
public record Proxies(List<Net> trusted, Set<String> authorities) {
    private static final HeaderName CONTROLLER = HeaderNames.create("X-Controller-Id");
    private static final HeaderName AUTHORITY = HeaderNames.create("X-Authority");
    private static final String LIST = "[,;]";

    /** As many authorities one by one as a chain of certificates is long. */
    private static final int MOST_NUMBERED = 16;

    /** Proxies behind each other; a longer chain is somebody's invention. */
    private static final int MOST_HOPS = 32;

    /** Addresses that begin with the same {@code bits}. */
    public record Net(InetAddress base, int bits) {
        private static final int BYTE = 8;

        boolean contains(InetAddress address) {
            var one = base.getAddress();
            var other = address.getAddress();
            if (one.length != other.length) {
                return false;
            }
            var whole = bits / BYTE;
            var mask = 0xff << (BYTE - bits % BYTE) & 0xff;
            return Arrays.equals(one, 0, whole, other, 0, whole)
                    && (mask == 0 || ((one[whole] ^ other[whole]) & mask) == 0);
        }

        /** A network like {@code 10.0.0.0/8}, or one address. */
        static Net of(String text) {
            var parts = text.split("/", 2);
            try {
                var base = InetAddress.ofLiteral(parts[0]);
                var most = base.getAddress().length * BYTE;
                var bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
                if (bits > 0 && bits <= most) {
                    return new Net(base, bits);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(fault(text), e);
            }
            throw new IllegalArgumentException(fault(text));
        }

        private static String fault(String text) {
            return "expected a proxy's address or network like 10.0.0.0/8, found '%s': correct it"
                    .formatted(text);
        }
    }

    public Proxies {
        trusted = List.copyOf(trusted);
        authorities = Set.copyOf(authorities);
        if (trusted.isEmpty() && !authorities.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a trusted proxy to name authorities, found none: name it, too");
        }
    }

    /** Nobody. */
    public static Proxies none() {
        return new Proxies(List.of(), Set.of());
    }

    /**
     * These.
     *
     * @param networks addresses or networks like {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one is neither, or is everybody
     */
    public static Proxies of(List<String> networks, List<String> authorities) {
        var names = new TreeSet<String>();
        authorities.forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT)));
        names.remove("");
        return new Proxies(networks.stream().map(String::strip).map(Net::of).toList(), names);
    }

    /** Whether {@code peer} is one of them. */
    public boolean trusts(InetAddress peer) {
        return trusted.stream().anyMatch(net -> net.contains(peer));
    }

    /**
     * Who asks by way of {@code peer}, a proxy: of the addresses that were handed on the last one
     * that is no proxy of ours. What stands before it anybody may have written.
     */
    String client(InetAddress peer, List<String> forwarded) {
        var hops = String.join(",", forwarded).split(",", -1);
        var client = peer;
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - MOST_HOPS); i--) {
            var hop = literal(hops[i].strip());
            if (hop.isEmpty()) {
                return client.getHostAddress();
            }
            client = hop.get();
            if (!trusts(client)) {
                return client.getHostAddress();
            }
        }
        return client.getHostAddress();
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a proxy says that it saw the certificate of {@code device}, by an authority of ours.
     * A name given twice is no name: the second may have come from outside.
     */
    boolean vouches(ServerRequestHeaders headers, String device) {
        return !authorities.isEmpty()
                && headers.values(CONTROLLER).equals(List.of(device))
                && (named(headers.values(AUTHORITY)) || numbered(headers));
    }

    private boolean numbered(ServerRequestHeaders headers) {
        for (int i = 0; i <= MOST_NUMBERED; i++) {
            var said = headers.values(HeaderNames.create("X-Authority-" + i));
            if (named(said)) {
                return true;
            }
            if (said.isEmpty() && i > 0) {
                return false;
            }
        }
        return false;
    }

    private boolean named(List<String> said) {
        return Arrays.stream(String.join(",", said).split(LIST, -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .anyMatch(authorities::contains);
    }
}
