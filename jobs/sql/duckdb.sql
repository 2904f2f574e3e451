-- Macros for tables of pooled tensors, without the jar, in DuckDB:
--
--   .read jobs/sql/duckdb.sql
--   SELECT key, pooled_at(pooled, shape, 0, 4, 4) FROM 'out/cifar10-maxpool/*.parquet';
--
-- They take the columns pooled, of the encoding array, and shape, [C,H,W]. Channels, rows and columns
-- count from 0, negative ones from the end, as in PyTorch; where one is out of range, the result is NULL,
-- and so it is of no elements at all. A NaN among the elements is their minimum, maximum and mean.
-- Results have the type of the elements; means are doubles. jobs/sql/spark.sql has the same functions.
--
-- None is called tensor_..., as the functions of the jar are: those take other tensors, and a Spark
-- session that has the jar could hold only one function of a name.

-- An index of an axis of n as one from 0 to n - 1.
-- > SELECT axis_index(-1, 3);
--   2
CREATE OR REPLACE MACRO axis_index(i, n) AS
  CASE WHEN i >= -n AND i < n THEN (i + n) % n END;

-- One element.
-- > SELECT pooled_at([1, 2, 3, 4]::FLOAT[], [1, 2, 2], 0, 1, -1);
--   4.0
CREATE OR REPLACE MACRO pooled_at(pooled, shape, c, y, x) AS
  pooled[1 + axis_index(x, shape[3])
    + shape[3] * (axis_index(y, shape[2]) + shape[2] * axis_index(c, shape[1]))];

-- The elements of one channel, row-major.
-- > SELECT pooled_channel([1, 2, 3, 4]::FLOAT[], [2, 1, 2], 1);
--   [3.0, 4.0]
CREATE OR REPLACE MACRO pooled_channel(pooled, shape, c) AS
  CASE WHEN axis_index(c, shape[1]) IS NOT NULL THEN
    list_slice(pooled,
      shape[2] * shape[3] * axis_index(c, shape[1]) + 1,
      shape[2] * shape[3] * (axis_index(c, shape[1]) + 1))
  END;

-- The least element of all.
-- > SELECT pooled_min([1, -2, 3]::FLOAT[]);
--   -2.0
CREATE OR REPLACE MACRO pooled_min(pooled) AS
  -- NaN is greater than all other numbers here.
  CASE WHEN isnan(list_max(pooled)::DOUBLE) THEN list_max(pooled) ELSE list_min(pooled) END;

-- The greatest element of all.
-- > SELECT pooled_max([1, -2, 3]::FLOAT[]);
--   3.0
CREATE OR REPLACE MACRO pooled_max(pooled) AS list_max(pooled);

-- The mean of all elements.
-- > SELECT pooled_mean([1, -2, 4]::FLOAT[]);
--   1.0
CREATE OR REPLACE MACRO pooled_mean(pooled) AS list_avg(pooled);

-- The least element of one channel.
-- > SELECT channel_min([1, 2, 3, 4]::FLOAT[], [2, 1, 2], 1);
--   3.0
CREATE OR REPLACE MACRO channel_min(pooled, shape, c) AS
  pooled_min(pooled_channel(pooled, shape, c));

-- The greatest element of one channel.
-- > SELECT channel_max([1, 2, 3, 4]::FLOAT[], [2, 1, 2], 1);
--   4.0
CREATE OR REPLACE MACRO channel_max(pooled, shape, c) AS
  pooled_max(pooled_channel(pooled, shape, c));

-- The mean of one channel.
-- > SELECT channel_mean([1, 2, 3, 4]::FLOAT[], [2, 1, 2], 1);
--   3.5
CREATE OR REPLACE MACRO channel_mean(pooled, shape, c) AS
  pooled_mean(pooled_channel(pooled, shape, c));

-- All of them of every channel: a list of structs.
-- > SELECT channel_stats([1, 2, 3, 4]::FLOAT[], [2, 1, 2]);
--   [{'channel': 0, 'min': 1.0, 'max': 2.0, 'mean': 1.5}, {'channel': 1, 'min': 3.0, 'max': 4.0, 'mean': 3.5}]
CREATE OR REPLACE MACRO channel_stats(pooled, shape) AS
  [{'channel': i,
    'min': channel_min(pooled, shape, i),
    'max': channel_max(pooled, shape, i),
    'mean': channel_mean(pooled, shape, i)} FOR i IN range(shape[1])];
