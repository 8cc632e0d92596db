import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Runs one node with the settings given as `key=value`, until standard input ends. The process that started it holds the
 * other end of that pipe, so however that process dies, its node does not stay behind.
 */
public final class Launcher {
    private static final long CLOSING_MILLIS = 15_000;

    public static void main(String[] arguments) {
        InputStream lifeline = System.in;
        try {
            start(settings(arguments));
            while (lifeline.read() != -1) { }
        } catch (Throwable error) { // Threads of a half started node would keep the process alive.
            error.printStackTrace();
            exit(1);
        }
        exit(0);
    }

    private static Map<String, String> settings(String[] arguments) {
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        return settings;
    }

    private static void start(Map<String, String> settings) throws Exception {
        Path config = Path.of(settings.get("path.home"), "config");
        Environment environment = InternalSettingsPreparer.prepareEnvironment(Settings.EMPTY, settings, config, () -> "node");
        LogConfigurator.configure(environment, true);
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir(), false),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir(), false),
            Map.of(),
            false
        );
        Node node = new Node(environment, plugins);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
        node.start();
    }

    private static void close(Node node) {
        node.prepareForClose();
        try {
            node.close();
        } catch (IOException error) {
            error.printStackTrace();
        }
    }

    private static void exit(int status) {
        Thread limit = new Thread(() -> {
            try {
                Thread.sleep(CLOSING_MILLIS);
            } catch (InterruptedException error) {
                // Nobody interrupts it; were it so, halting at once is right.
            }
            Runtime.getRuntime().halt(status);
        });
        limit.setDaemon(true);
        limit.start();
        System.exit(status);
    }
}
