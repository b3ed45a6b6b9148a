using System.Text;
using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Setup;

/// <summary>The configuration file that is set up: read before the first question, replaced whole after the last one.</summary>
internal sealed class SetupFile
{
    /// <summary>After the name of the file that was replaced.</summary>
    public const string BackupEnding = ".before-setup";

    /// <summary>The broker's password, beside the configuration.</summary>
    public const string PasswordName = "mqtt-password";

    private const string Temporary = ".writing";

    /// <summary>As the installer has it: the service's group reads it, and nobody else.</summary>
    private const UnixFileMode NewMode = OwnerOnly | UnixFileMode.GroupRead;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[]? _old;

    private SetupFile(string path, byte[]? old) => (Path, _old) = (path, old);

    /// <summary>Full, and of the file itself where the name given was a link.</summary>
    public string Path { get; }

    /// <summary>Whether there is no file yet.</summary>
    public bool IsNew => _old is null;

    public string PasswordPath => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, PasswordName);

    /// <exception cref="ConfigurationException">There is no folder for it, or the file is no configuration.</exception>
    /// <exception cref="CommandFailedException">This user may not change it.</exception>
    public static SetupFile Open(string name)
    {
        string path = System.IO.Path.GetFullPath(name.Length > 0 ? name : throw new UsageException("the configuration has no name: give a file with --config"));
        string folder = System.IO.Path.GetDirectoryName(path) ?? path;
        if (!Directory.Exists(folder) || Directory.Exists(path))
            throw new ConfigurationException($"{path} cannot be a configuration: install BirbCam (sudo systemd/install.sh), or name a file with --config");

        try
        {
            if (new FileInfo(path).LinkTarget is not null)
                path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            if (!FileOwner.MayWriteIn(System.IO.Path.GetDirectoryName(path)!))
                throw new CommandFailedException($"this user may not change {path}: run sudo birbcam setup");
            return new SetupFile(path, File.Exists(path) ? ReadAll(path) : null);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{path} cannot be read: {refused.Message}");
        }
    }

    /// <summary>What the file says now; where there is none yet, the commented sample that comes with the program.</summary>
    public Draft Begin()
    {
        string sample = System.IO.Path.Combine(AppContext.BaseDirectory, "config", "birbcam.json");
        return Draft.Of(_old ?? (File.Exists(sample) ? File.ReadAllBytes(sample) : "{\n}\n"u8.ToArray()), Path);
    }

    /// <summary>Whether saving would change a file.</summary>
    public bool DiffersFrom(Draft draft) => _old is null || draft.BrokerPassword is not null || !draft.Json.Content.SequenceEqual(_old);

    /// <summary>The password first, which the configuration then names; a copy of the old configuration; and the new one in its place.</summary>
    /// <param name="service">Who has to read the password.</param>
    /// <returns>What a person should know of it, in lines.</returns>
    /// <exception cref="CommandFailedException">Not saved; the configuration is the old one.</exception>
    public IReadOnlyList<string> Save(Draft draft, FileOwner? service)
    {
        var notes = new List<string>();
        try
        {
            if (_old is not null && !ReadAll(Path).AsSpan().SequenceEqual(_old))
                throw new CommandFailedException($"{Path} was changed by somebody else meanwhile; nothing was written: run birbcam setup again");
            if (draft.BrokerPassword is string password)
            {
                Write(PasswordPath, Encoding.UTF8.GetBytes(password + "\n"), OwnerOnly, service, notes);
                draft = draft.With(new Edit("Mqtt.PasswordFile", draft.Options.Mqtt.PasswordFile, PasswordPath));
            }

            FileOwner? owner = FileOwner.Of(Path);
            UnixFileMode mode = _old is null || OperatingSystem.IsWindows() ? NewMode : File.GetUnixFileMode(Path);
            if (_old is not null && !draft.Json.Content.SequenceEqual(_old))
                Write(Path + BackupEnding, _old, mode, owner, []);
            if (!draft.Json.Content.SequenceEqual(_old))
                Write(Path, draft.Json.Content, mode, owner, notes);
            DurableFile.FlushFolder(System.IO.Path.GetDirectoryName(Path)!);
            return notes;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandFailedException($"{Path} was not changed: {refused.Message}");
        }
    }

    /// <summary>One byte more than a configuration has shows that it is none; a device would go on for ever.</summary>
    private static byte[] ReadAll(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] content = new byte[ConfigurationFile.MaxBytes + 1];
        int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length < content.Length ? content[..length] : throw new ConfigurationException($"{path} has more than {ConfigurationFile.MaxBytes >> 10} KiB: that is no configuration");
    }

    /// <summary>The temporary file has its mode and its owner before it has its content.</summary>
    private static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode, FileOwner? owner, List<string> notes)
    {
        string temporary = path + Temporary;
        DurableFile.TryDelete(temporary);
        var ownerOnly = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            ownerOnly.UnixCreateMode = OwnerOnly;
        new FileStream(temporary, ownerOnly).Dispose();
        if (owner is FileOwner wanted && !wanted.TakeOver(temporary))
            notes.Add($"{path} is now yours alone, and the service may not be able to read it: run sudo birbcam setup");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(temporary, mode);
        DurableFile.Write(path, temporary, content);
    }
}
