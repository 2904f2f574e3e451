package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.NearestWord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What to say of a command line that cannot be parsed: a line each mistake, key, value, rule. */
final class UsageMistakes {
  private UsageMistakes() {}

  static List<String> lines(ParameterException mistake) {
    CommandLine line = mistake.getCommandLine();
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      return unmatched(line, unmatched.getUnmatched());
    }
    if (mistake instanceof MissingParameterException missing) {
      List<String> lines = new ArrayList<>();
      for (ArgSpec argument : missing.getMissing()) {
        lines.add(
            name(argument)
                + (argument.isOption() ? ": a value is wanted: " : ": missing: ")
                + String.format(String.join(" ", argument.description())));
      }
      return lines;
    }
    ArgSpec argument = mistake.getArgSpec();
    if (mistake instanceof OverwrittenOptionException overwritten) {
      return List.of(name(overwritten.getOverwritten()) + ": given twice, one value is wanted");
    }
    if (argument != null && argument.isOption() && mistake.getValue() != null) {
      return List.of(
          "%s: %s: %s"
              .formatted(
                  name(argument),
                  mistake.getValue(),
                  argument.typeInfo().isBoolean() ? "true or false is wanted" : rule(mistake)));
    }
    return List.of(mistake.getMessage().lines().findFirst().orElse("the arguments are wrong"));
  }

  /** The rule that a converter of ours has for the value of an option. */
  private static String rule(ParameterException mistake) {
    return mistake.getCause() instanceof TypeConversionException broken
        ? broken.getMessage()
        : mistake.getMessage().lines().findFirst().orElse("not a value of this option");
  }

  private static List<String> unmatched(CommandLine line, List<String> words) {
    List<String> options = words.stream().filter(word -> word.startsWith("-")).toList();
    if (!options.isEmpty()) {
      // The words after an unknown option may be its values: they are not complained of.
      List<String> known =
          line.getCommandSpec().options().stream()
              .flatMap(option -> List.of(option.names()).stream())
              .toList();
      return options.stream()
          .map(word -> word.split("=", 2)[0])
          .map(name -> unknown(name, "unknown option", known))
          .toList();
    }
    if (!line.getSubcommands().isEmpty()) {
      return List.of(unknown(words.get(0), "unknown command", line.getSubcommands().keySet()));
    }
    return words.stream().map(word -> word + ": one argument too many").toList();
  }

  private static String unknown(String name, String rule, Collection<String> known) {
    return name
        + ": "
        + rule
        + NearestWord.of(name, known).map(near -> ", did you mean " + near + "?").orElse("");
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
