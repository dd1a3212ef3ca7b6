using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed partial class BpfMap
{
    /// <summary>Asks the kernel about the map.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfMapInfo GetInfo() => MapInfo.Read(Fd, Name);

    /// <summary>Opens a map by its id (<c>BPF_MAP_GET_FD_BY_ID</c>). Needs CAP_SYS_ADMIN.</summary>
    /// <param name="id">The id, from <see cref="BpfMapInfo.Id"/> for example.</param>
    /// <exception cref="BpfException">There is no such map, or the caller may not.</exception>
    public static BpfMap FromId(uint id)
        => TryFromId(id) ?? throw BpfErrors.Failed("open map", $"with id {id}", Errno.ENOENT, KernelFeatures.None, "No map has this id now.");

    /// <summary>Every map of the system, of all processes (<c>BPF_MAP_GET_NEXT_ID</c>). Needs CAP_SYS_ADMIN.</summary>
    /// <remarks>Maps that come and go meanwhile may or may not be among them.</remarks>
    /// <exception cref="BpfException">The caller may not.</exception>
    public static IEnumerable<BpfMapInfo> EnumerateSystem()
    {
        foreach (uint id in KernelObjects.Ids(BpfCommand.MapGetNextId, "map"))
        {
            using BpfMap? map = TryFromId(id);
            if (map is not null)
                yield return map.GetInfo();
        }
    }

    /// <summary>The maps that are pinned in a folder of a BPF file system and below it. What may not be opened is left out.</summary>
    /// <param name="root">The folder.</param>
    public static IEnumerable<BpfPinnedMap> EnumeratePinned(string root = BpfPin.DefaultRoot)
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        foreach (string path in Directory.EnumerateFiles(root, "*", everywhere))
        {
            using FdHandle fd = new();
            Errno errno = BpfPin.TryOpen(path, fd, BpfMapFlags.ReadOnly);
            if (errno == Errno.None && PinKinds.Of(fd) == BpfPinKind.Map)
                yield return new BpfPinnedMap(path, MapInfo.Read(fd, path));
            else if (errno is not (Errno.None or Errno.EPERM or Errno.EACCES or Errno.ENOENT or Errno.EINVAL))
                throw BpfErrors.Failed("open map", path, errno, KernelFeatures.None);
        }
    }

    private static BpfMap? TryFromId(uint id)
    {
        FdHandle? fd = KernelObjects.TryOpen(BpfCommand.MapGetFdById, id, "map");
        if (fd is null)
            return null;
        try
        {
            string subject = $"with id {id}";
            BpfMapInfo info = MapInfo.Read(fd, subject);
            return new BpfMap(fd, info.Name.Length == 0 ? subject : info.Name, info);
        }
        catch
        {
            fd.Dispose();
            throw;
        }
    }
}
