package io.sparkmaxpool.sql;

import io.sparkmaxpool.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
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
    all.addAll(Arrays.asList(TensorCall.values()));
    return List.copyOf(all);
  }

  /** What a function does with a tensor that does not suit. */
  enum Failure {
    /** It fails, and the query with it. */
    THROWS,
    /** It gives NULL: the functions whose names begin with {@code try_}. */
    GIVES_NULL;

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

  /** The arguments in brackets, a dash, and what it does. */
  String usage();

  /** A query that calls {@code _FUNC_}, and its result. */
  String example();

  /** The expression that a call becomes. */
  Expression plan(Arguments arguments);

  /**
   * The expression that a call becomes.
   *
   * @throws IllegalArgumentException with PyTorch's text where it has one
   */
  default Expression plan(Expression... arguments) {
    return plan(new Arguments(sqlName(), arguments));
  }

  /** What {@code DESCRIBE FUNCTION EXTENDED} shows. */
  default ExpressionInfo info() {
    return new ExpressionInfo(
        PoolingFunctions.class.getName(),
        null,
        sqlName(),
        "_FUNC_" + usage(),
        "",
        "\n    Examples:\n" + example().indent(6) + "  ",
        "",
        "",
        "0.1.0",
        "",
        "built-in");
  }
}
