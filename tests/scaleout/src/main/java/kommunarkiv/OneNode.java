package kommunarkiv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.plugins.Plugin;

/**
 * One OpenSearch node in a process of its own, so that a test can kill it alone.
 *
 * <p>Arguments: HOME PLUGIN,PLUGIN... SETTING=VALUE ... (plugins are classes; 2.x and 3.x name them differently).
 * With -Downer=PID the node ends when that process does; with -Dthen=stop as soon as it has started.
 */
public final class OneNode {
  private OneNode() {}

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    List<Class<? extends Plugin>> plugins = new ArrayList<>();
    for (String name : arguments[1].split(",")) {
      plugins.add(Class.forName(name).asSubclass(Plugin.class));
    }
    Settings.Builder settings = Settings.builder().put("path.home", home.toString());
    for (String argument : List.of(arguments).subList(2, arguments.length)) {
      String[] pair = argument.split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    var environment =
        InternalSettingsPreparer.prepareEnvironment(
            settings.build(), Map.of(), home.resolve("config"), () -> "node");
    var node = new OpenSearchRunnerNode(environment, plugins);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    String owner = System.getProperty("owner");
    if (owner != null) {
      ProcessHandle.of(Long.parseLong(owner))
          .ifPresentOrElse(it -> it.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
    }
    node.start();
    if ("stop".equals(System.getProperty("then"))) {
      System.exit(0);
    }
    new CountDownLatch(1).await();
  }

  private static void close(OpenSearchRunnerNode node) {
    try {
      node.close();
    } catch (Exception failure) {
      failure.printStackTrace();
    }
  }
}
