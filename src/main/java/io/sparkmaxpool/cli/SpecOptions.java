package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.SpecKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** The options that override a job spec, one a {@link SpecKey}, in help by section. */
final class SpecOptions {
  private SpecOptions() {}

  /** Gives a command the options of its keys. */
  static void addTo(CommandLine line, List<SpecKey<?>> keys) {
    CommandSpec command = line.getCommandSpec();
    for (SpecKey<?> key : keys) {
      command.addOption(option(key));
    }
    Map<String, CommandLine.IHelpSectionRenderer> sections =
        new LinkedHashMap<>(line.getHelpSectionMap());
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> optionList(help, keys));
    line.setHelpSectionMap(sections);
    command.usageMessage().sortOptions(false);
    command.usageMessage().customSynopsis("spark-maxpool " + command.name() + " [SPEC] [OPTIONS]");
  }

  private static OptionSpec option(SpecKey<?> key) {
    OptionSpec.Builder option =
        OptionSpec.builder(key.option())
            .paramLabel(key.placeholder())
            .description(description(key));
    return switch (key.form()) {
      case FLAG ->
          option
              .type(Boolean.class)
              .arity("0..1")
              .fallbackValue("true")
              .negatable(true)
              .hideParamSyntax(true)
              .build();
      // A list also where one value is wanted: JobSpecReader tells of the second.
      case VALUE, REPEATED, KEY_VALUES ->
          option.type(List.class).auxiliaryTypes(String.class).arity("1").build();
    };
  }

  /** One text with what {@code --help} says, free of picocli's format characters. */
  private static String description(SpecKey<?> key) {
    String defaultText =
        key.isRequired()
            ? " Required."
            : key.defaultText()
                .filter(text -> !text.isEmpty())
                .map(text -> " Default: " + text + ".")
                .orElse("");
    return (key.help() + defaultText).replace("%", "%%");
  }

  private static String optionList(Help help, List<SpecKey<?>> keys) {
    StringBuilder list = new StringBuilder();
    List<OptionSpec> others = new ArrayList<>(help.commandSpec().options());
    for (String section : SpecKey.SECTIONS) {
      List<OptionSpec> options = new ArrayList<>();
      for (SpecKey<?> key : keys) {
        if (key.section().equals(section)) {
          options.add(help.commandSpec().findOption(key.option()));
        }
      }
      others.removeAll(options);
      String heading = section.isEmpty() ? "bad records" : section;
      list.append(heading(help, heading)).append(help.optionListExcludingGroups(options));
    }
    return list.append(heading(help, "Others"))
        .append(help.optionListExcludingGroups(others))
        .toString();
  }

  private static String heading(Help help, String text) {
    return help.createHeading(
        "%n" + Character.toUpperCase(text.charAt(0)) + text.substring(1) + ":%n");
  }

  /** The texts given for each key on a parsed command line. */
  static Map<SpecKey<?>, List<String>> given(ParseResult parsed) {
    Map<SpecKey<?>, List<String>> given = new LinkedHashMap<>();
    for (SpecKey<?> key : SpecKey.all()) {
      OptionSpec option = parsed.matchedOption(key.option());
      if (option != null) {
        given.put(
            key,
            key.form() == SpecKey.Form.FLAG
                ? List.of(option.getValue().toString())
                : List.copyOf(option.stringValues()));
      }
    }
    return given;
  }
}
