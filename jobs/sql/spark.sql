-- Functions for tables of pooled tensors, without the jar, in Spark SQL:
--
--   spark-sql -i jobs/sql/spark.sql
--   SELECT key, pooled_at(pooled, shape, 0, 4, 4) FROM parquet.`out/cifar10-maxpool`;
--
-- They take the columns pooled, of the encoding array, and shape, [C,H,W]. Channels, rows and columns
-- count from 0, negative ones from the end, as in PyTorch; where one is out of range, the result is NULL,
-- and so it is of no elements at all. A NaN among the elements is their minimum, maximum and mean.
-- Results are doubles, to which the elements are converted: functions of Spark SQL have types, and
-- double holds every element type but large values of int64. jobs/sql/duckdb.sql has the same functions.
--
-- None is called tensor_..., as the functions of the jar are: those take other tensors, and a session
-- that has the jar could hold only one function of a name.

-- An index of an axis of n as one from 0 to n - 1.
-- > SELECT axis_index(-1, 3);
--   2
CREATE OR REPLACE TEMPORARY FUNCTION axis_index(i INT, n INT) RETURNS INT
RETURN CASE WHEN i >= -n AND i < n THEN (i + n) % n END;

-- One element.
-- > SELECT pooled_at(array(1, 2, 3, 4), array(1, 2, 2), 0, 1, -1);
--   4.0
CREATE OR REPLACE TEMPORARY FUNCTION
  pooled_at(pooled ARRAY<DOUBLE>, shape ARRAY<INT>, c INT, y INT, x INT) RETURNS DOUBLE
RETURN get(pooled, axis_index(x, shape[2])
  + shape[2] * (axis_index(y, shape[1]) + shape[1] * axis_index(c, shape[0])));

-- The elements of one channel, row-major.
-- > SELECT pooled_channel(array(1, 2, 3, 4), array(2, 1, 2), 1);
--   [3.0, 4.0]
CREATE OR REPLACE TEMPORARY FUNCTION
  pooled_channel(pooled ARRAY<DOUBLE>, shape ARRAY<INT>, c INT) RETURNS ARRAY<DOUBLE>
RETURN slice(pooled, shape[1] * shape[2] * axis_index(c, shape[0]) + 1, shape[1] * shape[2]);

-- The least element of all.
-- > SELECT pooled_min(array(1, -2, 3));
--   -2.0
CREATE OR REPLACE TEMPORARY FUNCTION pooled_min(pooled ARRAY<DOUBLE>) RETURNS DOUBLE
-- NaN is greater than all other numbers here.
RETURN CASE WHEN isnan(array_max(pooled)) THEN array_max(pooled) ELSE array_min(pooled) END;

-- The greatest element of all.
-- > SELECT pooled_max(array(1, -2, 3));
--   3.0
CREATE OR REPLACE TEMPORARY FUNCTION pooled_max(pooled ARRAY<DOUBLE>) RETURNS DOUBLE
RETURN array_max(pooled);

-- The mean of all elements.
-- > SELECT pooled_mean(array(1, -2, 4));
--   1.0
CREATE OR REPLACE TEMPORARY FUNCTION pooled_mean(pooled ARRAY<DOUBLE>) RETURNS DOUBLE
RETURN aggregate(pooled, 0D, (sum, element) -> sum + element) / nullif(size(pooled), 0);

-- The least element of one channel.
-- > SELECT channel_min(array(1, 2, 3, 4), array(2, 1, 2), 1);
--   3.0
CREATE OR REPLACE TEMPORARY FUNCTION
  channel_min(pooled ARRAY<DOUBLE>, shape ARRAY<INT>, c INT) RETURNS DOUBLE
RETURN pooled_min(pooled_channel(pooled, shape, c));

-- The greatest element of one channel.
-- > SELECT channel_max(array(1, 2, 3, 4), array(2, 1, 2), 1);
--   4.0
CREATE OR REPLACE TEMPORARY FUNCTION
  channel_max(pooled ARRAY<DOUBLE>, shape ARRAY<INT>, c INT) RETURNS DOUBLE
RETURN pooled_max(pooled_channel(pooled, shape, c));

-- The mean of one channel.
-- > SELECT channel_mean(array(1, 2, 3, 4), array(2, 1, 2), 1);
--   3.5
CREATE OR REPLACE TEMPORARY FUNCTION
  channel_mean(pooled ARRAY<DOUBLE>, shape ARRAY<INT>, c INT) RETURNS DOUBLE
RETURN pooled_mean(pooled_channel(pooled, shape, c));

-- All of them of every channel: an array of structs.
-- > SELECT channel_stats(array(1, 2, 3, 4), array(2, 1, 2));
--   [{0, 1.0, 2.0, 1.5}, {1, 3.0, 4.0, 3.5}]
CREATE OR REPLACE TEMPORARY FUNCTION
  channel_stats(pooled ARRAY<DOUBLE>, shape ARRAY<INT>)
RETURNS ARRAY<STRUCT<channel: INT, min: DOUBLE, max: DOUBLE, mean: DOUBLE>>
-- Functions like these cannot be called for every element of an array, so what they do stands here too.
RETURN transform(
  transform(
    slice(sequence(0, shape[0]), 1, shape[0]),
    i -> slice(pooled, shape[1] * shape[2] * i + 1, shape[1] * shape[2])),
  (channel, i) -> named_struct(
    'channel', i,
    'min', CASE WHEN isnan(array_max(channel)) THEN array_max(channel) ELSE array_min(channel) END,
    'max', array_max(channel),
    'mean', aggregate(channel, 0D, (sum, element) -> sum + element) / nullif(size(channel), 0)));
