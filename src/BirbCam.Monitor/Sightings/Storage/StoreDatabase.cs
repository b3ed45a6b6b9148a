using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>
/// One SQLite file with one connection: opening, migrating, setting a damaged file aside, and errors as types. One thread at a time.
/// Every commit is on the disk when it returns (WAL, synchronous FULL), so that neither a kill nor a power cut takes it back.
/// </summary>
internal sealed class StoreDatabase : IDisposable
{
    private readonly string _path;
    private readonly FileStream? _lock;
    private SqliteConnection _connection;

    private StoreDatabase(string path, FileStream? @lock, SqliteConnection connection)
    {
        _path = path;
        _lock = @lock;
        _connection = connection;
    }

    /// <summary>Opens or makes the file, in a directory that exists.</summary>
    /// <exception cref="StoreException">It cannot be opened, another process has it, or a newer version wrote it.</exception>
    /// <exception cref="DamagedDatabaseException">The file is damaged: call <see cref="MoveAside"/> and open again.</exception>
    public static StoreDatabase Open(string path)
    {
        FileStream @lock = Lock(path);
        try
        {
            return new StoreDatabase(path, @lock, Connect(path));
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>A look at the file beside whoever writes it: neither waits for the other, and what is seen is as of the beginning of a transaction.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static StoreDatabase OpenToRead(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ConnectionString);
        try
        {
            connection.Open();
            return new StoreDatabase(path, @lock: null, connection);
        }
        catch (SqliteException failed)
        {
            connection.Dispose();
            throw new StoreException($"{path} cannot be read: {failed.Message}", failed);
        }
    }

    /// <summary>One such look, all of it as of one moment.</summary>
    /// <exception cref="StoreException">The file cannot be read, or is damaged: whoever writes sets it aside, and begins a new one.</exception>
    public static T Look<T>(string path, Func<StoreDatabase, T> work)
    {
        try
        {
            using StoreDatabase database = OpenToRead(path);
            return database.InTransaction(() => work(database));
        }
        catch (DamagedDatabaseException damage)
        {
            throw new StoreException($"the database is damaged: {damage.Message}", damage);
        }
    }

    /// <summary>Renames the database and its journals to <c>….corrupt-TIME…</c>; nothing is deleted.</summary>
    /// <returns>The new path of the database.</returns>
    /// <exception cref="StoreException">The files cannot be renamed.</exception>
    public static string MoveAside(string path, DateTimeOffset now)
    {
        string stem = $"{path}.corrupt-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        string target = stem;
        for (int i = 2; File.Exists(target); i++)
            target = $"{stem}-{i}";

        try
        {
            foreach (string journal in (string[])["-wal", "-shm"])
            {
                if (File.Exists(path + journal))
                    File.Move(path + journal, target + journal);
            }

            File.Move(path, target);
            return target;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} is damaged and cannot be moved aside: {refused.Message}", refused);
        }
    }

    /// <summary>After <see cref="DamagedDatabaseException"/>: sets the file aside and goes on with a new one.</summary>
    /// <returns>Where the damaged file went.</returns>
    /// <exception cref="StoreException">The new file cannot be made.</exception>
    public string Replace(DateTimeOffset now)
    {
        _connection.Dispose();
        string target = MoveAside(_path, now);
        _connection = Connect(_path);
        return target;
    }

    /// <returns>The number of rows that changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteCommand command = Command(_connection, sql, values);
        return command.ExecuteNonQuery();
    }

    public List<T> Query<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteCommand command = Command(_connection, sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));

        return rows;
    }

    /// <summary>All of it or nothing.</summary>
    /// <exception cref="StoreException">Nothing was written.</exception>
    /// <exception cref="DamagedDatabaseException">Nothing was written.</exception>
    public T InTransaction<T>(Func<T> work)
    {
        try
        {
            // A replacement that failed (the disk went read-only in between) left it closed.
            if (_connection.State != ConnectionState.Open)
                _connection = Connect(_path);

            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: _lock is null);
            T result = work();
            transaction.Commit();
            return result;
        }
        catch (SqliteException failed) when (Translate(failed, _path) is Exception translated)
        {
            throw translated;
        }
    }

    /// <summary>Writes the journal back into the file.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        _lock?.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the store {path} cannot be opened: is another birbcam using the folder? ({refused.Message})", refused);
        }
    }

    private static SqliteConnection Connect(string path)
    {
        // The journal is there only where the last run was killed. Then the file is worth a look that a clean start need not pay for.
        bool wasKilled = File.Exists(path + "-wal");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            if (wasKilled && Scalar(connection, "PRAGMA quick_check(1)") is string verdict and not "ok")
                throw new DamagedDatabaseException($"{path}: {verdict}", new InvalidDataException(verdict));

            Migrate(connection, path);
            return connection;
        }
        catch (Exception failed)
        {
            connection.Dispose();
            if (failed is SqliteException sqlite && Translate(sqlite, path) is Exception translated)
                throw translated;

            throw;
        }
    }

    private static void Migrate(SqliteConnection connection, string path)
    {
        long version = (long)Scalar(connection, "PRAGMA user_version")!;
        if (version > StoreSchema.Steps.Count)
            throw new StoreException($"{path} was written by a newer birbcam (schema {version}): install that version, or move the file away");

        for (int step = (int)version; step < StoreSchema.Steps.Count; step++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            Run(connection, StoreSchema.Steps[step]);
            Run(connection, $"PRAGMA user_version = {step + 1}");
            transaction.Commit();
        }
    }

    /// <summary>What a code of SQLite means to a caller; null for our own mistakes.</summary>
    private static Exception? Translate(SqliteException failed, string path) => failed.SqliteErrorCode switch
    {
        Sqlite.Corrupt or Sqlite.NotADatabase => new DamagedDatabaseException($"{path}: {failed.Message}", failed),
        Sqlite.Full => new StoreException($"{path} cannot grow: the disk is full", failed),
        Sqlite.ReadOnly or Sqlite.Permission => new StoreException($"{path} is read-only: check the owner of the folder and how the disk is mounted", failed),
        Sqlite.CannotOpen => new StoreException($"{path} cannot be opened: check that the folder exists and may be written", failed),
        Sqlite.Busy or Sqlite.Locked => new StoreException($"{path} is locked by another program", failed),
        Sqlite.InputOutput => new StoreException($"{path} cannot be read or written: {failed.Message}", failed),
        _ => null,
    };

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = Command(connection, sql, []);
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = Command(connection, sql, []);
        return command.ExecuteScalar();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in values)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);

        return command;
    }

    /// <summary>Result codes, https://sqlite.org/rescode.html.</summary>
    private static class Sqlite
    {
        public const int Permission = 3;
        public const int Busy = 5;
        public const int Locked = 6;
        public const int ReadOnly = 8;
        public const int InputOutput = 10;
        public const int Corrupt = 11;
        public const int Full = 13;
        public const int CannotOpen = 14;
        public const int NotADatabase = 26;
    }
}

/// <summary>The database file is damaged. The store moves it aside and begins a new one.</summary>
internal sealed class DamagedDatabaseException(string message, Exception cause) : Exception(message, cause);
