using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Asks the kernel about a map, by its descriptor.</summary>
internal static unsafe class MapInfo
{
    public static BpfMapInfo Read(FdHandle fd, string subject)
    {
        MapInfoData data = default;
        KernelObjects.Read(fd, ref data, $"map {subject}");
        using var lease = new HandleLease(fd);
        (bool? frozen, long? memory) = ReadFdInfo(lease.Descriptor);
        return new BpfMapInfo
        {
            Id = data.Id,
            Name = Marshal.PtrToStringUTF8((nint)data.Name)!,
            Type = (BpfMapType)data.Type,
            KeySize = checked((int)data.KeySize),
            ValueSize = checked((int)data.ValueSize),
            MaxEntries = data.MaxEntries,
            Flags = (BpfMapFlags)data.Flags,
            Extra = data.Extra,
            BtfId = data.BtfId,
            KeyTypeId = data.KeyTypeId,
            ValueTypeId = data.ValueTypeId,
            KernelValueTypeId = data.KernelValueTypeId,
            InterfaceIndex = data.InterfaceIndex,
            IsFrozen = frozen,
            MemoryBytes = memory,
        };
    }

    // "memlock:" and "frozen:" are in no struct that the kernel gives out.
    private static (bool? Frozen, long? Memory) ReadFdInfo(uint descriptor)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines($"/proc/self/fdinfo/{descriptor}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, null); // No /proc here: the fields say that they are not known.
        }

        long? frozen = Find("frozen:");
        return (frozen is null ? null : frozen != 0, Find("memlock:"));

        long? Find(string field)
        {
            foreach (string line in lines)
            {
                if (line.StartsWith(field, StringComparison.Ordinal)
                    && long.TryParse(line.AsSpan(field.Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out long number))
                    return number;
            }

            return null;
        }
    }
}
