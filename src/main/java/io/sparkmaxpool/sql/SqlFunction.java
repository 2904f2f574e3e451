package io.sparkmaxpool.sql;

import io.sparkmaxpool.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.types.StructType;

/** A function of SQL: what a call becomes, and what {@code DESCRIBE FUNCTION} says. */
interface SqlFunction {
  /** All of them. */
  static List<SqlFunction> all() {
    List<SqlFunction> all = new ArrayList<>();
    for (PoolOperation operation : PoolOperation.values()) {
      for (PoolCall.Variant variant : PoolCall.Variant.values()) {
        if (operation.isIndexed() || !variant.givesIndices()) {
          all.add(new PoolCall(operation, variant));
        }
      }
    }
    for (IndexOperation operation : IndexOperation.values()) {
      for (IndexCall.Variant variant : IndexCall.Variant.values()) {
        all.add(new IndexCall(operation, variant));
      }
    }
    for (Failure failure : Failure.values()) {
      for (TensorConversion operation : TensorConversion.values()) {
        all.add(new TensorCall(operation, failure));
      }
      for (ElementOperation operation : ElementOperation.values()) {
        all.add(new TensorCall(operation, failure));
      }
    }
    return List.copyOf(all);
  }

  /** What a function does with a tensor that does not suit. */
  enum Failure {
    /** It fails, and the query with it. */
    THROWS,
    /** It gives NULL: the functions whose names begin with {@code try_}. */
    GIVES_NULL;

    /** The static method that does it, beside the one of this name that throws. */
    String method(String throwing) {
      return this == THROWS
          ? throwing
          : "try" + Character.toUpperCase(throwing.charAt(0)) + throwing.substring(1);
    }

    /**
     * The type of the tensors that come of tensors of another type.
     *
     * @param rule what dtype comes of one; throws where there is none
     * @throws IllegalArgumentException of the rule, if no tensor of the planned dtype suits, and
     *     that is to fail
     */
    StructType resultType(StructType tensor, UnaryOperator<DType> rule) {
      Optional<DType> planned = TensorStruct.plannedDType(tensor);
      if (planned.isEmpty()) {
        return TensorStruct.type();
      }
      try {
        return TensorStruct.type(rule.apply(planned.get()));
      } catch (IllegalArgumentException e) {
        if (this == THROWS) {
          throw e;
        }
        return TensorStruct.type();
      }
    }
  }

  /** The name in SQL. */
  String sqlName();

  /** The parameters, those that may be left out last. */
  List<Parameter> parameters();

  /** What it does, in a sentence or two. */
  String meaning();

  /** A call of it, and what it gives. */
  Example example();

  /** The expression that a call becomes. */
  Expression plan(Arguments arguments);

  /**
   * The expression that a call becomes.
   *
   * @param written the arguments as the query has them, some of them named perhaps
   * @throws IllegalArgumentException with PyTorch's text where it has one
   */
  default Expression plan(Expression... written) {
    return plan(new Arguments(sqlName(), parameters(), written));
  }

  /** What {@code DESCRIBE FUNCTION EXTENDED} shows. */
  default ExpressionInfo info() {
    StringBuilder arguments = new StringBuilder("\n    Arguments:\n");
    for (Parameter parameter : parameters()) {
      arguments.append("      * ").append(parameter.description()).append('\n');
    }
    return new ExpressionInfo(
        getClass().getName(),
        null,
        sqlName(),
        "_FUNC_" + Parameter.usage(parameters()) + " - " + meaning(),
        arguments.append("  ").toString(),
        "\n    Examples:\n" + example().text().indent(6) + "  ",
        "",
        "",
        "0.1.0",
        "",
        "built-in");
  }
}
