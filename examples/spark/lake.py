"""A country's disclosures as files in a lake, checked by Spark.

    spark-submit --py-files one.py lake.py LAKE OUTPUT [--rules DIR]

LAKE holds files under ``place=…/year=…/``. Four tables of Parquet come into OUTPUT, partitioned by place and year:
``documents`` (a row for every file, whatever came of it, with its findings and figures in it), ``together`` (documents of a
department that has several: files that are one disclosure as one document, years, units and budgets tied to each other),
``findings`` and ``figures`` (a row each). What was checked is not checked again: a run that was ended goes on where it was, and one
over a lake that has grown checks what is new or has changed.
"""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, Iterator

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

import one

#: So many documents are written at once: what a run that is ended has to do again.
BATCH = 20_000
#: So many documents are handed to a worker at once; each is in memory whole.
AT_ONCE = 8
#: A task has about so many.
OF_A_TASK = 250
#: Rows of Parquet that a reader takes as a whole; documents bring their findings and figures along.
ROW_GROUP = 16 << 20

#: A department with more documents is left as its documents are by themselves.
MOST_TOGETHER = 500

PLACES = r"place=([^/]+)/year=([0-9]+)/"


def checked(rules: "list[str]", lang: str, seconds: float, memory: int) -> Any:
    """What turns batches of files into batches of rows."""

    def run(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        fence = one.Fence(rules, lang, seconds, memory)
        try:
            for batch in batches:
                for file in batch.to_pylist():
                    yield fence.check(file["path"], file["content"], modified=file["modificationTime"])
        finally:
            fence.close()

    return run


def together(rules: "list[str]", lang: str, seconds: float, memory: int) -> Any:
    """What turns the documents of departments into rows of documents that were checked beside each other."""

    def run(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        fence = one.Fence(rules, lang, seconds, memory)
        try:
            for batch in batches:
                for chain in batch.to_pylist():
                    files = sorted((file["path"], file["content"]) for file in chain["of_chain"])
                    for row in fence.check_all(files):
                        yield row.append_column("state", pa.array([chain["state"]]))
        finally:
            fence.close()

    return run


def with_place(rows: DataFrame) -> DataFrame:
    """Place and year, as the folders are called."""
    part = [F.regexp_extract("path", PLACES, group) for group in (1, 2)]
    place, year = F.when(part[0] != "", part[0]), F.when(part[1] != "", part[1].cast("int"))
    return rows.withColumn("place", place).withColumn("year", year)


def literal(path: str) -> str:
    """A path, and no pattern of paths: names have brackets in them."""
    return re.sub(r"([{}\[\]*?\\])", r"\\\1", path)


def there(spark: SparkSession, path: str) -> "DataFrame | None":
    """A table, where it was written already."""
    hadoop = spark._jvm.org.apache.hadoop.fs.Path(path)
    if not hadoop.getFileSystem(spark._jsc.hadoopConfiguration()).exists(hadoop):
        return None
    return spark.read.parquet(path)


def clear(spark: SparkSession, path: str) -> None:
    """Removes what a run that was ended had not yet written down: its tasks would be taken for those of this one, and their rows
    be there twice."""
    left = spark._jvm.org.apache.hadoop.fs.Path(f"{path}/_temporary")
    left.getFileSystem(spark._jsc.hadoopConfiguration()).delete(left, True)


def waiting(spark: SparkSession, lake: str, output: str) -> DataFrame:
    """The files that nothing is known of, or that have changed since."""
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(lake)
    files = files.select("path", "modificationTime", "length")
    done = there(spark, f"{output}/documents")
    if done is not None:
        done = done.select("path", F.col("modified").alias("modificationTime"), "length")
        files = files.join(done, ["path", "modificationTime", "length"], "left_anti")
    return files


def latest(documents: DataFrame) -> DataFrame:
    """Of a file that was checked again after it had changed, the last row."""
    order = Window.partitionBy("path").orderBy(F.col("modified").desc())
    return documents.withColumn("nth", F.row_number().over(order)).where("nth = 1").drop("nth")


def beside(spark: SparkSession, args: argparse.Namespace, current: DataFrame) -> DataFrame:
    """The second pass: of the documents of a department what they are beside each other."""
    # What the documents of a department were when they were held beside each other is their state.
    place = F.regexp_extract("path", PLACES, 1).alias("at")
    known = current.where("chain is not null").select("path", "modified", "length", "chain", place)
    members = F.sort_array(F.collect_list(F.concat_ws("|", "path", F.col("modified").cast("string"), F.col("length").cast("string"))))
    states = known.groupBy("at", "chain").agg(F.count("*").alias("n"), F.sha2(F.concat_ws("\n", members), 256).alias("state"))
    states = states.where(f"n between 2 and {MOST_TOGETHER}").drop("n")
    wanted = states
    done = there(spark, f"{args.output}/together")
    if done is not None:
        wanted = states.join(done.select("state").distinct(), "state", "left_anti")
    chains = sorted(tuple(row) for row in wanted.select("at", "chain", "state").collect())
    rows_of = {(row["at"], row["chain"]): [] for row in wanted.collect()}
    if rows_of:
        for row in known.select("at", "chain", "path").toLocalIterator():
            rows_of.get((row["at"], row["chain"]), []).append(row["path"])
    # A chain is handed over whole.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 1)
    batch, size = [], 0
    for nth, (at, chain, state) in enumerate(chains):
        batch.append((at, chain, state))
        size += len(rows_of[at, chain])
        if size < args.batch and nth + 1 < len(chains):
            continue
        paths = [(path, state) for at, chain, state in batch for path in rows_of[at, chain]]
        files = spark.read.format("binaryFile").load([literal(path) for path, _ in paths]).select("path", "content")
        of_chain = files.join(spark.createDataFrame(paths, "path string, state string"), "path").groupBy("state")
        of_chain = of_chain.agg(F.collect_list(F.struct("path", "content")).alias("of_chain"))
        of_chain = of_chain.repartition(max(1, -(-size // OF_A_TASK)), "state")
        whole = from_arrow_schema(one.schema().append(pa.field("state", pa.string())))
        rows = of_chain.mapInArrow(together(args.rules, args.lang, args.seconds, args.memory), whole)
        with_place(rows).write.mode("append").partitionBy("place", "year").option("parquet.block.size", ROW_GROUP).parquet(
            f"{args.output}/together"
        )
        batch, size = [], 0
    done = there(spark, f"{args.output}/together")
    if done is None:
        return current
    # What was told of documents by themselves is told of them no more.
    done = done.join(states.select("state"), "state", "left_semi").drop("state")
    own = current.join(done.select(F.explode("files").alias("path")).distinct(), "path", "left_anti")
    return own.unionByName(done)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lake")
    parser.add_argument("output")
    parser.add_argument("--rules", action="append", default=[], help="TOML files or folders, on every machine")
    parser.add_argument("--lang", default="zh", choices=["zh", "en"])
    parser.add_argument("--seconds", type=float, default=one.SECONDS, help="what one document may take")
    parser.add_argument("--memory", type=int, default=one.MEMORY, help="what the process of a document may take, bytes")
    parser.add_argument("--batch", type=int, default=BATCH, help="documents that are written at once")
    args = parser.parse_args()

    spark = SparkSession.builder.appName("gouji").getOrCreate()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", AT_ONCE)
    spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")

    for table in ("documents", "together", "findings", "figures"):
        clear(spark, f"{args.output}/{table}")
    paths = [file.path for file in waiting(spark, args.lake, args.output).select("path").orderBy("path").toLocalIterator()]
    shape = from_arrow_schema(one.schema())
    for start in range(0, len(paths), args.batch):
        batch = paths[start : start + args.batch]
        files = spark.read.format("binaryFile").load([literal(path) for path in batch])
        files = files.select("path", "modificationTime", "content")
        files = files.repartition(max(1, -(-len(batch) // OF_A_TASK)), "path")
        rows = files.mapInArrow(checked(args.rules, args.lang, args.seconds, args.memory), shape)
        # The rows of tasks that failed are never seen.
        with_place(rows).write.mode("append").partitionBy("place", "year").option("parquet.block.size", ROW_GROUP).parquet(
            f"{args.output}/documents"
        )

    documents = there(spark, f"{args.output}/documents")
    if documents is None:
        print(f"nothing lies in {args.lake}", file=sys.stderr)
        return 2
    current = latest(documents)
    current = beside(spark, args, current)
    # The tables are what the documents hold, and written anew from them: whatever ended a run, they never tell a row twice.
    for name in ("findings", "figures"):
        rows = current.select("place", "year", F.col("path").alias("document"), F.explode(name).alias("row"))
        rows.select("place", "year", "document", "row.*").write.mode("overwrite").partitionBy("place", "year").parquet(
            f"{args.output}/{name}"
        )
    for told in current.groupBy("status").agg(F.count("*").alias("documents"), F.sum("errors").alias("errors")).orderBy("status").collect():
        print(f"{told['status']}: {told['documents']} documents, {told['errors'] or 0} errors")
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
