using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    /// <summary>
    /// Creates a map that belongs to no object (<c>BPF_MAP_CREATE</c>). It ends when it is disposed, unless something else holds it.
    /// </summary>
    /// <param name="options">The definition.</param>
    /// <exception cref="ArgumentException">The name has a character that the kernel does not take.</exception>
    /// <exception cref="BpfException">
    /// The kernel refused; the message names the minimum kernel where it is too old for the type.
    /// </exception>
    public static BpfMap Create(BpfMapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireName(options.Name);
        using MapTypes? types = MapTypes.For(options);
        using FdHandle? inner = options.InnerMap is { } template ? Libc.Duplicate(template.Fd, $"map {template.Name}") : null;
        var fd = new FdHandle();
        try
        {
            Errno errno = CreateInto(fd, options, types, inner);
            if (fd.IsInvalid)
                throw CreateFailure(options, errno);
            return new BpfMap(fd, options.Name, MapInfo.Read(fd, options.Name), options.Flags)
            {
                _inner = options.InnerMap is { } like ? DefinitionOf(like) : null,
            };
        }
        catch
        {
            fd.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Creates a map with the definition of this one, its BTF types included: an inner map for a map of maps, for example.
    /// </summary>
    /// <param name="name">The name of the new map; null takes the name of this one.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfMap CreateLike(string? name = null)
    {
        BpfMapInfo info = GetInfo();
        return Create(new BpfMapOptions
        {
            Type = info.Type,
            Name = name ?? Name,
            KeySize = info.KeySize,
            ValueSize = info.ValueSize,
            MaxEntries = info.MaxEntries,
            Flags = info.Flags & ~BpfMapFlags.NumaNode,
            Extra = info.Extra,
            TypesOf = info.BtfId == 0 ? null : this,
        });
    }

    private static Errno CreateInto(FdHandle fd, BpfMapOptions options, MapTypes? types, FdHandle? inner)
    {
        using Utf8Name name = new(options.Name);
        using var typesLease = types is null ? default : new HandleLease(types.Fd);
        using var innerLease = inner is null ? default : new HandleLease(inner);
        var create = new Libbpf.MapCreateOptions
        {
            Size = (nuint)sizeof(Libbpf.MapCreateOptions),
            BtfFd = types is null ? 0 : typesLease.Descriptor,
            KeyTypeId = types?.KeyTypeId ?? 0,
            ValueTypeId = types?.ValueTypeId ?? 0,
            InnerMapFd = inner is null ? 0 : innerLease.Descriptor,
            Flags = (uint)options.Flags | (options.NumaNode is null ? 0 : (uint)BpfMapFlags.NumaNode),
            Extra = options.Extra,
            NumaNode = (uint)(options.NumaNode ?? 0),
        };
        int result = Libbpf.MapCreate(
            options.Type,
            options.Name.Length == 0 ? null : name.Start,
            checked((uint)options.KeySize),
            checked((uint)options.ValueSize),
            options.MaxEntries,
            &create);
        fd.Own(result);
        return (Errno)(-Math.Min(result, 0));
    }

    private static BpfException CreateFailure(BpfMapOptions options, Errno errno)
    {
        string subject = options.Name.Length == 0 ? MapTypeFacts.KernelName(options.Type) : options.Name;
        string? remedy = errno switch
        {
            Errno.EINVAL or Errno.ENOTSUPP or Errno.EOPNOTSUPP or Errno.E2BIG => MapTypeFacts.WhyTooOld(options.Type, KernelVersion.Current)
                ?? $"The kernel does not take this definition of a {MapTypeFacts.KernelName(options.Type)}: "
                + $"key {options.KeySize} bytes, value {options.ValueSize} bytes, {options.MaxEntries} entries, flags {options.Flags}.{MapTypeFacts.Rule(options)}",
            _ => null,
        };
        return BpfErrors.Failed("create map", subject, errno, KernelFeatures.Bpf, remedy);
    }

    private static void RequireName(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.'))
                throw new ArgumentException($"'{name}' is no name of a map: the kernel takes letters, digits, '_' and '.'.", nameof(name));
        }
    }
}
