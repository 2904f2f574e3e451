package io.sparkmaxpool.sql;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.plans.logical.FunctionSignature;
import org.apache.spark.sql.catalyst.plans.logical.InputParameter;
import org.apache.spark.sql.catalyst.plans.logical.NamedParametersSupport;
import org.apache.spark.sql.catalyst.util.package$;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ObjectType;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Makes Spark's expressions, whose constructors take Scala's types. */
final class Expressions {
  private Expressions() {}

  /**
   * A call of a static method that gives null for a null argument.
   *
   * @param function the name of the function that a query calls
   * @param written its arguments, as the query has them
   * @param failure whether the method gives null in other cases, too
   */
  static Expression call(
      String function,
      Expression[] written,
      Class<?> owner,
      String method,
      DataType type,
      SqlFunction.Failure failure,
      Expression... children) {
    List<Shown> shown = new ArrayList<>();
    for (Expression argument : written) {
      shown.add(Shown.of(argument, children));
    }
    return new Call(
        owner,
        type,
        method,
        seq(List.of(children)),
        seq(List.of()),
        true,
        failure == SqlFunction.Failure.GIVES_NULL,
        true,
        Option.empty(),
        function,
        shown);
  }

  /**
   * A call of a static method that looks, in plans and as the name of a column, like the call of a
   * function that it was made of. It has all of its superclass's constructor's arguments and two
   * more, since that is how Spark copies an expression.
   */
  public static final class Call extends StaticInvoke {
    private final String function;
    private final List<Shown> shown;

    public Call(
        Class<?> owner,
        DataType type,
        String method,
        Seq<Expression> children,
        Seq<AbstractDataType> inputTypes,
        boolean propagateNull,
        boolean returnNullable,
        boolean isDeterministic,
        Option<ScalarFunction<?>> scalarFunction,
        String function,
        List<Shown> shown) {
      super(
          owner,
          type,
          method,
          children,
          inputTypes,
          propagateNull,
          returnNullable,
          isDeterministic,
          scalarFunction);
      this.function = function;
      this.shown = shown;
    }

    @Override
    public Seq<Object> otherCopyArgs() {
      return seq(List.of(function, shown));
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
      return new Call(
          staticObject(),
          dataType(),
          functionName(),
          children,
          inputTypes(),
          propagateNull(),
          returnNullable(),
          isDeterministic(),
          scalarFunction(),
          function,
          shown);
    }

    @Override
    public String toString() {
      return shown.stream()
          .map(argument -> argument.in(children()))
          .collect(Collectors.joining(", ", function + "(", ")"));
    }
  }

  /**
   * An argument as a query has it.
   *
   * @param text all of it, or what stands before the child
   * @param child the number of the child that it has become, -1 where it has become part of a
   *     constant
   */
  private record Shown(String text, int child) implements Serializable {
    static Shown of(Expression argument, Expression[] children) {
      if (argument instanceof NamedArgumentExpression named) {
        Shown value = of(named.value(), children);
        return new Shown(named.key() + " => " + value.text, value.child);
      }
      for (int i = 0; i < children.length; i++) {
        if (children[i].equals(argument)
            || children[i] instanceof Cast cast && cast.child().equals(argument)) {
          return new Shown("", i);
        }
      }
      return new Shown(package$.MODULE$.toPrettySQL(argument, false), -1);
    }

    String in(Seq<Expression> children) {
      return child < 0 ? text : text + children.apply(child);
    }
  }

  /**
   * A call's arguments, one for each parameter: named ones in their places, defaults where there is
   * none. Mistakes are told by Spark, as for its own functions.
   */
  static Expression[] arrange(String function, List<Parameter> parameters, Expression[] written) {
    List<InputParameter> inputs =
        parameters.stream()
            .map(
                parameter ->
                    new InputParameter(
                        parameter.name(), Option.<Expression>apply(parameter.byDefault())))
            .toList();
    Seq<Expression> arranged =
        NamedParametersSupport.defaultRearrange(
            new FunctionSignature(seq(inputs)),
            seq(List.of(written)),
            function,
            SQLConf.get().resolver());
    return CollectionConverters.asJava(arranged).toArray(Expression[]::new);
  }

  /** A value of Java's as SQL has it; null is NULL. */
  static Literal literal(Object value) {
    return Literal$.MODULE$.apply(value);
  }

  /** An object that a task gets with the plan. */
  static Literal constant(Object value, Class<?> type) {
    return Literal.create(value, new ObjectType(type));
  }

  /** A value as another type; the value itself where it has it. */
  static Expression cast(Expression value, DataType type) {
    return value.dataType().equals(type)
        ? value
        : new Cast(value, type, Option.empty(), Cast.apply$default$4());
  }

  /** An array of the same value twice. */
  static Expression pair(Expression value) {
    return new CreateArray(seq(List.of(value, value)), false);
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
