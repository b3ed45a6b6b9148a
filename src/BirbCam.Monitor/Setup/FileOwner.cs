using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BirbCam.Monitor.Setup;

/// <summary>Who owns a file, which .NET does not tell. Linux; elsewhere everything is the caller's.</summary>
internal readonly record struct FileOwner(uint User, uint Group)
{
    private const uint Root = 0;

    /// <summary>AT_FDCWD.</summary>
    private const int FromHere = -100;

    /// <summary>STATX_UID | STATX_GID.</summary>
    private const uint Ids = 0x8 | 0x10;

    /// <summary>W_OK | X_OK: to make a file in a folder takes both.</summary>
    private const int WriteAndEnter = 2 | 1;

    /// <summary>Null where there is no such file, or nobody says.</summary>
    public static FileOwner? Of(string path)
    {
        // struct statx of linux/stat.h, the same on every processor: the user is at byte 20, the group at 24.
        byte[] status = new byte[256];
        return OperatingSystem.IsLinux() && StatX(FromHere, path, 0, Ids, status) == 0
            ? new FileOwner(BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(20)), BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(24)))
            : null;
    }

    /// <summary>Whether this user may make files in a folder.</summary>
    public static bool MayWriteIn(string folder) => !OperatingSystem.IsLinux() || Access(folder, WriteAndEnter) == 0;

    /// <returns>False where it stays somebody else's.</returns>
    public bool TakeOver(string path) => Of(path) == this || ChangeOwner(path, User, Group) == 0;

    /// <summary>
    /// As root, does something as the owner, so that what is made is the owner's and a link that the owner left there leads root nowhere. Others do it as themselves.
    /// </summary>
    public T Act<T>(Func<T> action)
    {
        if (!Environment.IsPrivilegedProcess || User == Root)
            return action();

        // The C library changes all threads of the process; the group first, while we still may.
        if (SetEffectiveGroup(Group) != 0 || SetEffectiveUser(User) != 0)
            throw new UnauthorizedAccessException("root may not act for the service here");
        try
        {
            return action();
        }
        finally
        {
            _ = SetEffectiveUser(Root);
            _ = SetEffectiveGroup(Root);
        }
    }

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, string path, int flags, uint mask, [Out] byte[] status);

    [DllImport("libc", EntryPoint = "access", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access(string path, int mode);

    [DllImport("libc", EntryPoint = "chown", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner(string path, uint user, uint group);

    [DllImport("libc", EntryPoint = "seteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEffectiveUser(uint user);

    [DllImport("libc", EntryPoint = "setegid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEffectiveGroup(uint group);
}
