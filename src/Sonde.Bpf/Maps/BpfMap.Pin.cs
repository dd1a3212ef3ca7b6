using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    private const string RemoveOrReplace = "Remove it, or replace it with BpfPinConflict.Replace.";

    private BpfPinConflict _conflict;
    private string? _replacedPin;
    private string? _newPin;

    /// <summary>Opens a pinned map (<c>BPF_OBJ_GET</c>).</summary>
    /// <param name="path">Where it is pinned.</param>
    /// <param name="expected">What it must be, or null to take any map.</param>
    /// <param name="access"><see cref="BpfMapFlags.ReadOnly"/> or <see cref="BpfMapFlags.WriteOnly"/> to ask for less than both.</param>
    /// <exception cref="BpfMapMismatchException">It is another map; the message names each difference.</exception>
    /// <exception cref="BpfException">Nothing is pinned there, or what is pinned is no map.</exception>
    public static BpfMap OpenPinned(string path, BpfMapOptions? expected = null, BpfMapFlags access = BpfMapFlags.None)
        => TryOpenPinned(path, expected, access)
            ?? throw BpfErrors.Failed("open map", path, Errno.ENOENT, KernelFeatures.None, BpfPin.WhyNotThere(path) ?? "Nothing is pinned there.");

    /// <summary>Opens a pinned map, or creates and pins it where there is none.</summary>
    /// <param name="path">Where it is pinned.</param>
    /// <param name="options">What it is to be.</param>
    /// <param name="conflict">What to do when another map is pinned there.</param>
    /// <exception cref="BpfMapMismatchException">It is another map; the message names each difference.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static BpfMap OpenOrCreatePinned(string path, BpfMapOptions options, BpfPinConflict conflict = BpfPinConflict.Throw)
    {
        ArgumentNullException.ThrowIfNull(options);
        while (true)
        {
            bool replace = false;
            try
            {
                if (TryOpenPinned(path, options, BpfMapFlags.None) is { } pinned)
                    return pinned;
            }
            catch (BpfMapMismatchException) when (conflict == BpfPinConflict.Replace)
            {
                replace = true;
            }

            BpfMap made = Create(options);
            try
            {
                if (replace)
                    made.PinOver(path);
                else
                    made.Pin(path);
                return made;
            }
            catch (BpfException e) when (e.Errno == Errno.EEXIST)
            {
                made.Dispose(); // Another process was faster: open its map.
            }
            catch
            {
                made.Dispose();
                throw;
            }
        }
    }

    /// <summary>Pins the map: it stays in the kernel under this name until it is unpinned, whoever else goes.</summary>
    /// <param name="path">An absolute path in a BPF file system; missing folders are made. The last part cannot have a dot.</param>
    /// <exception cref="BpfException">Something is pinned there, or the path is in no BPF file system.</exception>
    public void Pin(string path) => BpfPin.Pin(Fd, path, $"map {Name}");

    /// <summary>Takes a pin of this map away. A missing one is not an error.</summary>
    /// <param name="path">Where it is pinned.</param>
    /// <exception cref="BpfException">Another map is pinned there, or the kernel refused.</exception>
    public void Unpin(string path)
    {
        using BpfMap? pinned = TryOpenPinned(path, null, BpfMapFlags.None);
        if (pinned is null)
            return;
        if (pinned.GetInfo().Id != GetInfo().Id)
            throw BpfErrors.Refused($"unpin map {Name} from", path, Errno.EINVAL, "another map is pinned there.");
        BpfPin.Remove(path, $"map {Name}");
    }

    /// <summary>
    /// Where <see cref="BpfObject.Load"/> looks for the map, and pins it when there is none; null for a map that is not pinned.
    /// <c>LIBBPF_PIN_BY_NAME</c> in C sets it to its name below <see cref="BpfOpenOptions.PinRoot"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set after loading, or on a map that stands alone.</exception>
    public string? PinPath
    {
        get
        {
            if (_object is null)
                return null;
            using var lease = new HandleLease(_object.Handle, "map", Name);
            return _replacedPin ?? Marshal.PtrToStringUTF8((nint)Libbpf.MapPinPath(_map));
        }

        set
        {
            RequireDefinable(nameof(PinPath));
            SetPinPath(value);
        }
    }

    /// <summary>What <see cref="BpfObject.Load"/> does when another map is pinned at <see cref="PinPath"/>.</summary>
    /// <exception cref="InvalidOperationException">Set after loading, or on a map that stands alone.</exception>
    public BpfPinConflict PinConflict
    {
        get => _conflict;
        set
        {
            RequireDefinable(nameof(PinConflict));
            _conflict = value;
        }
    }

    /// <summary>Has <see cref="BpfObject.Load"/> take a map that exists, instead of creating one. Before loading only.</summary>
    /// <param name="map">The map; it may be disposed afterwards.</param>
    /// <exception cref="BpfMapMismatchException">It is not what the object declares; the message names each difference.</exception>
    /// <exception cref="InvalidOperationException">The object is loaded, or this map stands alone.</exception>
    public void Reuse(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        RequireDefinable("The map to reuse");
        RequireAsDefined("reuse map", map, map.Name);
        using var lease = new HandleLease(map.Fd);
        Define("The map to reuse", "descriptor", (int)lease.Descriptor, Libbpf.MapReuseFd);
    }

    // libbpf checks too, but says only that the parameters do not match.
    internal void CheckPin()
    {
        if (PinPath is not { } path)
            return;
        if (BpfPin.WhyNotThere(path) is { } cause)
            throw BpfErrors.Refused($"pin map {Name} at", path, Errno.EINVAL, cause);
        using BpfMap? pinned = TryOpenPinned(path, null, BpfMapFlags.None);
        if (pinned is null)
        {
            _newPin = path;
            return;
        }

        try
        {
            RequireAsDefined("open map", pinned, path);
        }
        catch (BpfMapMismatchException) when (_conflict == BpfPinConflict.Replace)
        {
            // The old one stays until the object is loaded: a program that is refused takes nothing away.
            SetPinPath(null);
            _replacedPin = path;
        }
    }

    internal void ReplacePin()
    {
        if (_replacedPin is { } path)
            PinOver(path, Libbpf.MapFd(_map));
    }

    internal void RemoveNewPin()
    {
        if (_newPin is { } path)
            BpfPin.Remove(path, $"map {Name}");
    }

    internal void MovePin(string root)
    {
        if (PinPath is { } path)
            SetPinPath(Path.Combine(root, Path.GetFileName(path)));
    }

    private static BpfMap? TryOpenPinned(string path, BpfMapOptions? expected, BpfMapFlags access)
    {
        var fd = new FdHandle();
        try
        {
            Errno errno = BpfPin.TryOpen(path, fd, access);
            if (errno == Errno.ENOENT)
                return null;
            if (errno != Errno.None)
                throw BpfErrors.Failed("open map", path, errno, KernelFeatures.Bpf, BpfPin.WhyNotThere(path));
            if (PinKinds.Of(fd) is BpfPinKind.Program or BpfPinKind.Link)
                throw BpfErrors.Refused("open map", path, Errno.EINVAL, "what is pinned there is no map.");
            BpfMapInfo info = MapInfo.Read(fd, path);
            if (expected?.DifferencesFrom(info) is { Count: > 0 } differences)
                throw new BpfMapMismatchException("open map", path, differences, RemoveOrReplace);
            return new BpfMap(fd, info.Name.Length == 0 ? Path.GetFileName(path) : info.Name, info, access);
        }
        catch
        {
            fd.Dispose();
            throw;
        }
    }

    private void RequireAsDefined(string operation, BpfMap map, string subject)
    {
        if (Definition.DifferencesFrom(map.GetInfo()) is { Count: > 0 } differences)
            throw new BpfMapMismatchException(operation, subject, differences, RemoveOrReplace);
    }

    private void PinOver(string path) => PinOver(path, Fd);

    private void PinOver(string path, int borrowed)
    {
        using FdHandle copy = Libc.Duplicate(borrowed, $"map {Name}");
        PinOver(path, copy);
    }

    private void PinOver(string path, FdHandle fd)
    {
        string beside = BpfPin.Beside(path);
        BpfPin.Pin(fd, beside, $"map {Name}");
        try
        {
            BpfPin.Move(beside, path, $"map {Name}");
        }
        catch
        {
            BpfPin.Remove(beside, $"map {Name}");
            throw;
        }
    }

    private void SetPinPath(string? path)
    {
        using Utf8Name name = new(path ?? "");
        int error = Libbpf.MapSetPinPath(_map, path is null ? null : name.Start);
        if (error != 0)
            throw BpfErrors.Failed("set pin path of map", Name, (Errno)(-error), KernelFeatures.None);
    }
}
