package dev.firebreak.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How the built jar is started. One training run of a server and one of a command leave what the
 * virtual machine learned in a file (JEP 483, JEP 514); each later start reads it and needs a third
 * of the time. Without the file everything works as well, and slower.
 */
final class Jvm {
    static final Path JAR =
            Path.of(System.getProperty("firebreak.jar", "firebreak.jar")).toAbsolutePath();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final List<String> SERVER = List.of("-XX:+UseSerialGC", "-Xmx512m");
    private static final List<String> COMMAND =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m");

    /** Below the ports that this machine gives to its own outgoing connections. */
    private static final int FIRST_PORT = 12_000;

    private static final int PORTS = 18_000;
    private static final int TRAINING_SECONDS = 120;

    private Jvm() {}

    /** The command line of a server. */
    static List<String> server(List<String> words) {
        return line(SERVER, Trained.SERVER, words);
    }

    /** The command line of a command. */
    static List<String> command(List<String> words) {
        return line(COMMAND, Trained.COMMAND, words);
    }

    /** A port that nobody listens at. */
    static int freePort() throws IOException {
        while (true) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (var probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException e) {
                // taken: draws another
            }
        }
    }

    private static List<String> line(
            List<String> options, Optional<Path> learned, List<String> words) {
        var line = new ArrayList<>(List.of(JAVA.toString(), "--enable-native-access=ALL-UNNAMED"));
        line.addAll(options);
        learned.ifPresent(
                file -> {
                    line.add("-XX:AOTCache=" + file);
                    line.add("-Xlog:disable"); // a file that does not fit is no news
                });
        line.addAll(List.of("-jar", JAR.toString()));
        line.addAll(words);
        return line;
    }

    /** Trains when it is first asked for; so each run of the tests pays once. */
    private static final class Trained {
        static final Optional<Path> SERVER;
        static final Optional<Path> COMMAND;

        static {
            var server = file("server");
            var command = file("command");
            if (isOld(server) || isOld(command)) {
                try {
                    train(server, command);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            SERVER = Optional.of(server).filter(Files::exists);
            COMMAND = Optional.of(command).filter(Files::exists);
        }

        private Trained() {}

        private static Path file(String name) {
            return Path.of("target", "trained-" + name + ".aot").toAbsolutePath();
        }

        private static boolean isOld(Path file) {
            try {
                return !Files.exists(file)
                        || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(JAR))
                                < 0;
            } catch (IOException e) {
                return true;
            }
        }

        private static void train(Path server, Path command)
                throws IOException, InterruptedException {
            Files.deleteIfExists(server);
            Files.deleteIfExists(command);
            var folder = Files.createTempDirectory("firebreak-training");
            int port = freePort();
            var words = List.of("up", "--port", "" + port, "--data", folder.resolve("d") + "");
            var trained = start(Jvm.SERVER, server, folder, "", port, words);
            var secret = folder.resolve("d").resolve("admin.token");
            // The last file of a first start; then the port opens, and the command finds it.
            for (int i = 0; i < 10 * TRAINING_SECONDS && !ready(port, trained); i++) {
                trained.waitFor(100, TimeUnit.MILLISECONDS);
            }
            if (Files.exists(secret)) {
                var token = Files.readString(secret).strip();
                var list = List.of("token", "list");
                end(start(Jvm.COMMAND, command, folder, token, port, list));
            }
            trained.destroy();
            end(trained);
        }

        private static boolean ready(int port, Process server) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException e) {
                return !server.isAlive();
            }
        }

        private static Process start(
                List<String> options,
                Path output,
                Path folder,
                String token,
                int port,
                List<String> words)
                throws IOException {
            var line =
                    new ArrayList<>(
                            List.of(
                                    JAVA.toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-XX:AOTCacheOutput=" + output));
            line.addAll(options);
            line.addAll(List.of("-jar", JAR.toString()));
            line.addAll(words);
            var builder =
                    new ProcessBuilder(line)
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(
                                            folder.resolve("training.log").toFile()));
            builder.environment().put("FIREBREAK_SERVER", "http://127.0.0.1:" + port);
            builder.environment().put("FIREBREAK_TOKEN", token);
            return builder.start();
        }

        private static void end(Process process) throws InterruptedException {
            if (!process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        }
    }
}
