package io.sparkmaxpool.sql;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Extreme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataTypes;

/**
 * The functions that give one number of a tensor's, a row each. It has the Spark type of the
 * tensor's elements; double, where only the rows know the dtype.
 */
enum ElementOperation implements TensorOperation {
  TENSOR_AT(
      new Description(
          List.of(
              Parameter.tensor("tensor", "a tensor [C,H,W]"),
              Parameter.required("c", "the channel; negative ones count from the end"),
              Parameter.required("y", "the row, likewise"),
              Parameter.required("x", "the column, likewise")),
          "The element of a channel, a row and a column, which count from 0, as PyTorch's tensor[c, y, x].",
          new Example("_FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 0, 1, -1)", "4"),
          new Example("_FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 0, 1, 2)", "NULL"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      return number(
          arguments,
          failure,
          "elementAt",
          arguments.whole(1),
          arguments.whole(2),
          arguments.whole(3));
    }
  },

  TENSOR_MIN(
      new Description(
          List.of(ANY_TENSOR),
          "The least element, as PyTorch's amin: NaN if there is one; an error if there is no element.",
          new Example("_FUNC_(tensor(array(1f, -2f, 3f), array(1, 1, 3)))", "-2.0"),
          new Example("_FUNC_(tensor(CAST(array() AS array<float>), array(0)))", "NULL"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      return extreme(arguments, failure, Extreme.MIN);
    }
  },

  TENSOR_MAX(
      new Description(
          List.of(ANY_TENSOR),
          "The greatest element, as PyTorch's amax: NaN if there is one; an error if there is no element.",
          new Example("_FUNC_(tensor(array(1f, -2f, 3f), array(1, 1, 3)))", "3.0"),
          new Example("_FUNC_(tensor(CAST(array() AS array<float>), array(0)))", "NULL"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      return extreme(arguments, failure, Extreme.MAX);
    }
  },

  TENSOR_MEAN(
      new Description(
          List.of(ANY_TENSOR),
          "The mean of all elements, whatever the dtype, a double: their sum in float64, divided by their"
              + " number; NaN if there is none. PyTorch sums float32 in float32.",
          new Example("_FUNC_(tensor(array(1, 2, 4), array(1, 1, 3)))", "2.3333333333333335"),
          new Example("_FUNC_(" + TOO_SHORT + ")", "NULL"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      return arguments.call(
          ElementFunctions.class,
          failure.method("mean"),
          DataTypes.DoubleType,
          failure,
          arguments.at(0));
    }
  };

  private final Description description;

  ElementOperation(Description description) {
    this.description = description;
  }

  @Override
  public Description description() {
    return description;
  }

  private static Expression extreme(
      Arguments arguments, SqlFunction.Failure failure, Extreme extreme) {
    return number(arguments, failure, "extreme", Expressions.constant(extreme, Extreme.class));
  }

  /** A call of a method of {@link ElementFunctions}, of which there is one for ints too. */
  private static Expression number(
      Arguments arguments, SqlFunction.Failure failure, String method, Expression... which) {
    List<Expression> children = new ArrayList<>();
    children.add(arguments.at(0));
    children.addAll(List.of(which));
    Optional<DType> dtype = TensorStruct.plannedDType(arguments.tensor(0));
    boolean ofInts = dtype.isPresent() && !dtype.get().isFloating();
    if (ofInts) {
      children.add(Expressions.constant(dtype.get(), DType.class));
    }
    Expression number =
        arguments.call(
            ElementFunctions.class,
            failure.method(ofInts ? method + "OfInts" : method),
            ofInts ? DataTypes.LongType : DataTypes.DoubleType,
            failure,
            children.toArray(Expression[]::new));
    return dtype.isEmpty()
        ? number
        : Expressions.cast(number, TensorFunctions.elementType(dtype.get()));
  }
}
