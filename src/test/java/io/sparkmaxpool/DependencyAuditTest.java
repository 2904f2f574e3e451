package io.sparkmaxpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.Test;

/**
 * An upgrade, or something new in the build, fails here until {@code
 * src/build/dependency-audit.tsv} was looked through and tells of it.
 */
class DependencyAuditTest {
  /** A library that OpenCV's build brought along, and its version. */
  private static final Pattern BUNDLED =
      Pattern.compile("^\\s+([\\w ]+):\\s+build.*\\(ver (.*)\\)\\s*$");

  @Test
  void tellsOfEveryDependencyAndPlugin() throws Exception {
    assertThat(DependencyAudit.of("jar", "provided", "test"))
        .containsExactlyInAnyOrderElementsOf(DependencyAudit.inPom("dependency", "artifactItem"));
    assertThat(DependencyAudit.of("build"))
        .containsExactlyInAnyOrderElementsOf(DependencyAudit.inPom("plugin", "path"));
  }

  @Test
  void tellsOfEveryDecoderInOpenCv() throws Exception {
    String information = opencv_core.getBuildInformation().getString();
    List<String> bundled = new ArrayList<>();
    String decoders =
        information.substring(information.indexOf("Media I/O:"), information.indexOf("Video I/O:"));
    for (String line : decoders.lines().toList()) {
      Matcher library = BUNDLED.matcher(line);
      if (library.matches()) {
        bundled.add(library.group(1) + " " + library.group(2));
      }
    }
    assertThat(bundled).hasSizeGreaterThan(5);
    assertThat(DependencyAudit.of("native")).containsExactlyInAnyOrderElementsOf(bundled);
  }

  @Test
  void givesAReasonForWhatIsKnown() throws Exception {
    for (DependencyAudit.Entry entry : DependencyAudit.entries()) {
      assertThat(List.of(entry.licence(), entry.known())).as(entry.name()).doesNotContain("");
      boolean rides = entry.where().equals("jar") || entry.where().equals("native");
      if (rides && !entry.known().startsWith("none")) {
        assertThat(entry.why()).as("%s: %s", entry.name(), entry.known()).hasSizeGreaterThan(20);
      }
    }
  }
}
