package io.sparkmaxpool.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Literal;

/**
 * A parameter of a function.
 *
 * @param name what a named argument calls it: PyTorch's name, where it has one
 * @param meaning a phrase for {@code DESCRIBE FUNCTION EXTENDED}
 * @param isTensor whether it takes tensors, and nothing else
 * @param byDefault what stands for it where it is left out; null where it must be given
 */
record Parameter(String name, String meaning, boolean isTensor, Literal byDefault) {
  static final Parameter TENSOR = tensor("tensor", "a tensor [C,H,W], or a batch [N,C,H,W]");
  static final Parameter KERNEL_SIZE =
      required("kernel_size", "rows and columns of a window: an int, or array(height, width)");
  static final Parameter STRIDE =
      optional(
          "stride",
          "steps from window to window: an int, or array(height, width); NULL stands for kernel_size",
          null);
  static final Parameter PADDING =
      optional("padding", "rows and columns around the planes: an int, or array(height, width)", 0);
  static final Parameter DILATION =
      optional(
          "dilation", "steps from pixel to pixel of a window: an int, or array(height, width)", 1);
  static final Parameter CEIL_MODE =
      optional("ceil_mode", "whether the last windows may reach over the edge", false);
  static final Parameter OUTPUT_SIZE =
      required(
          "output_size",
          "rows and columns of the result: an int, or array(height, width), of which a NULL is the input's");

  /** A parameter that takes tensors. */
  static Parameter tensor(String name, String meaning) {
    return new Parameter(name, meaning, true, null);
  }

  /** A parameter that must be given. */
  static Parameter required(String name, String meaning) {
    return new Parameter(name, meaning, false, null);
  }

  /** A parameter that may be left out; {@code byDefault} may be null, for NULL. */
  static Parameter optional(String name, String meaning, Object byDefault) {
    return new Parameter(name, meaning, false, Expressions.literal(byDefault));
  }

  /** As a usage text shows them: {@code (tensor, kernel_size [, stride [, padding]])}. */
  static String usage(List<Parameter> parameters) {
    StringBuilder text = new StringBuilder("(");
    int optional = 0;
    for (Parameter parameter : parameters) {
      if (parameter.byDefault != null) {
        text.append(" [, ");
        optional++;
      } else if (text.length() > 1) {
        text.append(", ");
      }
      text.append(parameter.name);
    }
    return text.append("]".repeat(optional)).append(')').toString();
  }

  /** As {@code DESCRIBE FUNCTION EXTENDED} shows it. */
  String description() {
    return byDefault == null
        ? "%s - %s".formatted(name, meaning)
        : "%s - %s; by default %s".formatted(name, meaning, byDefault.sql());
  }
}
