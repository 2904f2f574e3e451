package io.sparkmaxpool.sql;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** What a function of tensors does that has a {@code try_} twin, and no other. */
interface TensorOperation {
  Parameter ANY_TENSOR = Parameter.tensor("tensor", "a tensor of any shape");

  /** A tensor that lacks a byte, for examples of what fails. */
  String TOO_SHORT = "named_struct('dtype', 'uint8', 'shape', array(1, 1, 2), 'data', X'00')";

  /**
   * What {@code DESCRIBE FUNCTION} says.
   *
   * @param example of the function that fails; it does not
   * @param tryExample of its twin; it gives NULL where that can be
   */
  record Description(
      List<Parameter> parameters, String meaning, Example example, Example tryExample) {}

  /** The name of the constant, as every enum has it. */
  String name();

  /** The name of the function that fails. */
  default String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  Description description();

  /**
   * The expression of a call.
   *
   * @throws IllegalArgumentException if the arguments cannot be right
   */
  Expression plan(Arguments arguments, SqlFunction.Failure failure);
}
