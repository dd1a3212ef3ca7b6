using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sonde.ObjectFiles;

namespace Sonde.Bpf;

/// <summary>
/// The struct_ops tables of an object that is being opened, to set what is no function: the name of a congestion control, the flags of a
/// scheduler. See <see cref="BpfOpenOptions.StructOps"/>.
/// </summary>
/// <remarks>They are bytes of a copy of the object: libbpf takes the values when it opens it, and before 1.4 gives no way to them later.</remarks>
public sealed class BpfStructOpsTables
{
    private readonly BpfObjectFile _file;
    private readonly string _object;
    private bool _isTaken;

    private BpfStructOpsTables(BpfObjectFile file, string name) => (_file, _object) = (file, name);

    /// <summary>A table, in place, with the values that the program gives it. What is set after the handler has returned has no effect.</summary>
    /// <remarks>
    /// Members that are functions are filled by libbpf, as the program initializes them. One that has no function there must stay
    /// <c>NULL</c>: libbpf refuses anything else from 1.4 on.
    /// </remarks>
    /// <typeparam name="T">The layout that the table has in the program; its size must be the table's.</typeparam>
    /// <param name="name">The name of the variable.</param>
    /// <exception cref="ArgumentException">There is no such table, or its size is another.</exception>
    /// <exception cref="InvalidOperationException">The handler has returned.</exception>
    public ref T Get<T>(string name)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_isTaken)
            throw new InvalidOperationException($"The struct_ops of {_object} can be set only by the handler that is given them, while the object is opened.");
        ReadOnlyMemory<byte> table = Find(name);
        if (table.Length != Unsafe.SizeOf<T>())
            throw new ArgumentException($"Table {name} of {_object} has {table.Length} bytes, {typeof(T).Name} has {Unsafe.SizeOf<T>()}.", nameof(name));
        // The file was read from a copy that nobody else has.
        return ref MemoryMarshal.AsRef<T>(MemoryMarshal.AsMemory(table).Span);
    }

    /// <summary>Compares a type as <see cref="BpfObject.RequireLayout"/> does, before its table is set.</summary>
    /// <param name="type">The type as C names it.</param>
    /// <param name="size">Its size in C#.</param>
    /// <param name="fields">Each field with its offset in bits.</param>
    /// <exception cref="InvalidOperationException">The object has another layout; the message names type and field.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void RequireLayout(string type, int size, string fields) => ObjectLayout.Require(_file, _object, type, size, fields);

    /// <summary>Has <paramref name="set"/> change the bytes that <paramref name="file"/> was read from.</summary>
    internal static void Offer(BpfObjectFile file, string name, Action<BpfStructOpsTables> set)
    {
        var tables = new BpfStructOpsTables(file, name);
        try
        {
            set(tables);
        }
        finally
        {
            tables._isTaken = true;
        }
    }

    private ReadOnlyMemory<byte> Find(string name)
    {
        // A section can claim a size and have no bytes.
        BpfDataSection[] sections = [.. _file.StructOps.Where(section => (ulong)section.InitialData.Length == section.Size)];
        foreach (BpfDataSection section in sections)
        {
            foreach (BpfVariable table in section.Variables)
            {
                if (table.Name == name)
                    return section.InitialData.Slice((int)table.Offset, (int)table.Size);
            }
        }

        string known = string.Join(", ", sections.SelectMany(section => section.Variables).Take(20));
        throw new ArgumentException($"{_object} has no struct_ops table {name}; it has: {(known.Length == 0 ? "none" : known)}.", nameof(name));
    }
}
