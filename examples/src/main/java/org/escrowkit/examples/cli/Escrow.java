package org.escrowkit.examples.cli;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.escrowkit.examples.demo.Demo;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command that all others belong to, and what they have in common. */
@Command(
        name = "escrow",
        description = "Keys, vaults, deposits and signatures of bitcoin-backed loans.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Each command has a --help of its own. Exit codes: 0 done, 1 refused or not as it should be,",
            "2 not understood, 3 trouble with the node or a store."
        })
public final class Escrow {
    private static final String DEBUG = "--debug";
    private static final String DEMO = "demo";
    private static final int WIDTH = 100;

    private final Console console;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Answer in JSON. Amounts are satoshis, errors are JSON on stderr.")
    private boolean json;

    @Option(names = DEBUG, scope = ScopeType.INHERIT, description = "Log, and print stack traces of errors.")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "Show this, and end.")
    boolean help;

    private Escrow(Console console) {
        this.console = console;
    }

    public static void main(String[] args) {
        // The demonstration chooses for itself what of the log is shown.
        boolean demo = args.length > 0 && args[0].equals(DEMO);
        if (!demo && !List.of(args).contains(DEBUG)) {
            LogManager.getLogManager().reset();
            Logger.getLogger("").setLevel(Level.OFF);
        }
        int code = run(Console.ofProcess(), args);
        System.exit(code);
    }

    /** Returns one of {@link Exit}. */
    static int run(Console console, String... args) {
        Escrow escrow = new Escrow(console);
        int code = escrow.commandLine().execute(args);
        console.out().flush();
        console.err().flush();
        return code;
    }

    private CommandLine commandLine() {
        return new CommandLine(this)
                .addSubcommand("keys", new KeysCommand(this))
                .addSubcommand("vault", new VaultCommand(this))
                .addSubcommand("address", new AddressCommand(this))
                .addSubcommand("watch", new WatchCommand(this))
                .addSubcommand("loan", LoanCommand.of(this))
                .addSubcommand("psbt", new PsbtCommand(this))
                .addSubcommand("audit", new AuditCommand(this))
                .addSubcommand("doctor", new DoctorCommand(this))
                .setOut(console.out())
                .setErr(console.err())
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(WIDTH)
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler((refused, args) -> misunderstood(refused))
                .setExecutionExceptionHandler((thrown, line, parsed) -> failed(Failures.of(thrown)));
    }

    @Command(
            name = DEMO,
            description = "Play five loans on a real bitcoind in regtest mode: repaid, liquidated in full and in part, "
                    + "reorganised, mined.",
            footer = {
                "",
                "Settings (environment):",
                "  ESCROWKIT_REGTEST_NODE      container, process or auto (the default)",
                "  ESCROWKIT_REGTEST_BITCOIND  path of a bitcoind to run as a process",
                "  ESCROWKIT_REGTEST_IMAGE     container image to run"
            })
    int demo() {
        Demo.main(new String[0]);
        return Exit.DONE;
    }

    @Command(
            description = {
                "Print a script by which bash and zsh complete these commands:",
                "source <(./escrow completion)"
            })
    int completion() {
        console.out().println(AutoComplete.bash("escrow", commandLine()));
        return Exit.DONE;
    }

    @Command(description = "Show what there is.")
    int help() {
        commandLine().usage(console.out());
        return Exit.DONE;
    }

    Console console() {
        return console;
    }

    boolean json() {
        return json;
    }

    /** Answers to a person or to a machine. */
    void answer(String text, Map<String, Object> fields) {
        console.out().println(json ? Json.pretty(fields) : text);
    }

    /** Says something beside the answer: to people alone. */
    void remark(String words) {
        if (!json) {
            console.err().println(words);
        }
    }

    private int misunderstood(CommandLine.ParameterException refused) {
        CommandLine asked = refused.getCommandLine();
        if (isOnlyAGroup(refused) && !json) {
            asked.usage(console.err());
            return Exit.USAGE;
        }
        int code = failed(Failure.usage(
                String.valueOf(refused.getMessage()),
                "See '" + asked.getCommandSpec().qualifiedName() + " --help'."));
        if (!json) {
            CommandLine.UnmatchedArgumentException.printSuggestions(refused, console.err());
        }
        return code;
    }

    /** Whether it is just the name of a group of commands that stands there. */
    private static boolean isOnlyAGroup(CommandLine.ParameterException refused) {
        return refused.getClass() == CommandLine.ParameterException.class
                && !refused.getCommandLine().getSubcommands().isEmpty();
    }

    private int failed(Failure failure) {
        if (json) {
            console.err()
                    .println(Json.line(
                            Json.object("error", failure.problem(), "next", failure.next(), "code", failure.code())));
        } else {
            console.err().println("escrow: " + failure.problem());
            console.err().println(failure.next());
        }
        if (debug) {
            failure.printStackTrace(console.err());
        }
        return failure.code();
    }
}
