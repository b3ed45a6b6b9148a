using System.Net;
using System.Net.Sockets;

namespace BirbCam.Monitor.Web.Access;

/// <summary>
/// How often a password may be tried: a few times a minute from one address, and not often from all of them together; who was right before has tries of its own,
/// so that others cannot use them up. Any thread may call.
/// </summary>
internal sealed class LoginLimit(TimeProvider time)
{
    /// <summary>Tries of one address, and of all, within a <see cref="Window"/>: a person mistypes thrice; a generated password has 79 bits.</summary>
    public const int PerAddress = 5, Altogether = 30;

    /// <summary>Addresses from which the right password came, the newest: a household's browsers.</summary>
    public const int MaxKnown = 64;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _tries = [];
    private readonly OrderedDictionary<IPAddress, bool> _known = [];
    private int _all;
    private long _began = time.GetTimestamp();

    public int Addresses
    {
        get
        {
            lock (_gate)
                return _tries.Count;
        }
    }

    /// <summary>Counts a try; false where it may not be made before the window is over.</summary>
    public bool TryCount(IPAddress? from)
    {
        IPAddress caller = PrefixOf(from ?? IPAddress.None);
        lock (_gate)
        {
            if (time.GetElapsedTime(_began) >= Window)
            {
                _tries.Clear();
                (_all, _began) = (0, time.GetTimestamp());
            }

            int before = _tries.GetValueOrDefault(caller);
            bool isKnown = _known.ContainsKey(caller);
            if (before >= PerAddress || (_all >= Altogether && !isKnown))
                return false;

            _tries[caller] = before + 1;
            _all += isKnown ? 0 : 1;
            return true;
        }
    }

    /// <summary>After the right password: the mistakes before it are forgiven, and the address is known from now on.</summary>
    public void Forgive(IPAddress? from)
    {
        IPAddress caller = PrefixOf(from ?? IPAddress.None);
        lock (_gate)
        {
            if (_tries.Remove(caller, out int tries) && !_known.ContainsKey(caller))
                _all -= tries;

            _known.Remove(caller);
            if (_known.Count >= MaxKnown)
                _known.RemoveAt(0);
            _known.Add(caller, true);
        }
    }

    /// <summary>One who has IPv6 has 2⁶⁴ addresses of the same beginning.</summary>
    public static IPAddress PrefixOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
