using System.Data.Common;
using System.Globalization;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Imports;

/// <summary>A row of the ancestor's.</summary>
/// <param name="At">UTC, whole seconds.</param>
/// <param name="FileName">Of the picture, without a folder.</param>
/// <param name="Predicted">What its model said; empty for nobody.</param>
/// <param name="Confidence">0–1: the least of the labels, or that nobody is there.</param>
/// <param name="Said">What a person said; null where nobody has, or in words that are no labels.</param>
internal sealed record AncestorResult(DateTimeOffset At, string FileName, IReadOnlyList<string> Predicted, double Confidence, IReadOnlyList<string>? Said);

/// <summary>What is in a database of the ancestor's.</summary>
/// <param name="Results">The oldest first.</param>
/// <param name="Unreadable">Rows that say nothing that can be taken over.</param>
internal sealed record AncestorResults(IReadOnlyList<AncestorResult> Results, int Unreadable);

/// <summary>
/// <c>model_results.db</c> of the Python project birbcam: a table <c>results</c> with <c>utc_datetime</c>, <c>datetime</c>, <c>file_name</c>, <c>prediction</c>,
/// <c>confidence</c>, <c>true_label</c> and <c>inaturalist_id</c>. Labels are parted by commas, and nobody is <c>none</c>. The file is somebody else's: nothing that is
/// read from it is trusted.
/// </summary>
/// <remarks>data/db_schema.sql, camera-app/birbcam.py and webapp/birbcam-app/app.py of github.com/evjrob/birbcam.</remarks>
internal static class AncestorDatabase
{
    /// <summary>As many as a store keeps, and a bound for what is held at once.</summary>
    public const int MostRows = 250_000;

    /// <summary>Four hundred bytes a row are twice what a row has, ten times over for what has been deleted.</summary>
    private const long MostBytes = 1L << 30;

    private const string Nobody = "none";

    private static readonly string[] Columns = ["utc_datetime", "file_name", "prediction", "confidence", "true_label"];

    /// <exception cref="ImportException">It is no such database.</exception>
    public static AncestorResults Read(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw new ImportException($"{path} is larger than {MostBytes >> 20} MB: no results of birbcam.py are");

        try
        {
            return StoreDatabase.Look(path, database => Read(database, path));
        }
        catch (Exception unfit) when (unfit is DbException or Sightings.StoreException)
        {
            throw new ImportException($"{path} is no database that can be read: {unfit.Message}");
        }
    }

    private static AncestorResults Read(StoreDatabase database, string path)
    {
        if (database.Query("PRAGMA quick_check(1)", row => row.GetString(0)) is not ["ok"])
            throw new ImportException($"{path} is no database that can be read: it is damaged, and 'sqlite3 {Path.GetFileName(path)} .recover' may mend it");

        // A view, or a table that something else makes up, may never end.
        if (database.Query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'results' AND rootpage > 0", row => true).Count == 0)
            throw new ImportException($"{path} has no table results: name the model_results.db of birbcam.py");

        List<string> columns = database.Query("SELECT name FROM pragma_table_info('results')", row => row.GetString(0));
        if (Columns.FirstOrDefault(column => !columns.Contains(column)) is string missing)
            throw new ImportException($"{path}: its table results has no column {missing}: name the model_results.db of birbcam.py");

        int rows = database.Query($"SELECT count(*) FROM (SELECT 1 FROM results LIMIT {MostRows + 1})", row => row.GetInt32(0))[0];
        if (rows > MostRows)
            throw new ImportException($"{path} has more than {MostRows} results: delete the oldest, no store keeps them");

        AncestorResult[] results =
        [
            .. database.Query(
                """
                SELECT utc_datetime, file_name, prediction, confidence, true_label FROM results
                WHERE typeof(utc_datetime) = 'text' AND length(utc_datetime) = 19 AND typeof(file_name) = 'text' AND length(file_name) <= 200
                    AND typeof(prediction) = 'text' AND length(prediction) <= 400 AND typeof(confidence) IN ('real', 'integer')
                    AND (true_label IS NULL OR (typeof(true_label) = 'text' AND length(true_label) <= 400))
                ORDER BY utc_datetime, file_name
                """,
                Parse).OfType<AncestorResult>(),
        ];
        return new AncestorResults(results, rows - results.Length);
    }

    private static AncestorResult? Parse(DbDataReader row)
    {
        string name = row.GetString(1);
        double confidence = row.GetDouble(3);
        bool isTime = DateTimeOffset.TryParseExact(
            row.GetString(0), ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at);
        return isTime && at > DateTimeOffset.UnixEpoch && IsPlainName(name) && confidence is >= 0 and <= 1 && LabelsOf(row.GetString(2)) is string[] predicted
            ? new AncestorResult(at, name, predicted, confidence, row.IsDBNull(4) ? null : LabelsOf(row.GetString(4)))
            : null;
    }

    private static bool IsPlainName(string name) => name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', '\0']) < 0;

    /// <summary>Null for what is none.</summary>
    private static string[]? LabelsOf(string text)
    {
        string[] labels = [.. text.Split(',').Select(VisitorName.Normalise).Where(label => label.Length > 0 && label != Nobody).Distinct(StringComparer.Ordinal)];
        return text.Length > 0 && ReviewDesk.FaultOf(labels, known: []) is null ? labels : null;
    }
}

/// <summary>What was to be taken over cannot be: one line that says what to change.</summary>
internal sealed class ImportException(string message) : Exception(message);
