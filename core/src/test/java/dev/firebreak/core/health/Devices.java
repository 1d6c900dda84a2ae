package dev.firebreak.core.health;

import dev.firebreak.core.words.Stratum;

/** How a stratum is, written down by what is not zero. */
final class Devices {
    int confirmed;
    int failed;
    int reverted;
    int always;
    int sleepers;
    int stalled;
    int unresolved;
    int writtenOff;
    long controls;
    long controlsSilent;

    static Devices confirmed(int devices) {
        var all = new Devices();
        all.confirmed = devices;
        return all;
    }

    Devices failed(int devices) {
        failed = devices;
        return this;
    }

    Devices reverted(int devices) {
        reverted = devices;
        return this;
    }

    Devices silent(int devices) {
        always = devices;
        return this;
    }

    Devices sleepersSilent(int devices) {
        sleepers = devices;
        return this;
    }

    Devices stalled(int devices) {
        stalled = devices;
        return this;
    }

    Devices unresolved(int devices) {
        unresolved = devices;
        return this;
    }

    Devices writtenOff(int devices) {
        writtenOff = devices;
        return this;
    }

    Devices controls(long devices, long silent) {
        controls = devices;
        controlsSilent = silent;
        return this;
    }

    StratumHealth of(String stratum) {
        int exposed =
                confirmed
                        + failed
                        + reverted
                        + always
                        + sleepers
                        + stalled
                        + unresolved
                        + writtenOff;
        return new StratumHealth(
                new Stratum(stratum),
                exposed,
                confirmed,
                failed,
                reverted,
                always,
                sleepers,
                stalled,
                unresolved,
                writtenOff,
                controls,
                controlsSilent);
    }
}
