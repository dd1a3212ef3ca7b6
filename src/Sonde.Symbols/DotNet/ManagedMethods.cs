namespace Sonde.Symbols;

/// <summary>The code of a .NET process by address: what was compiled at run time, ahead of time, and for dynamic methods.</summary>
/// <remarks>An immutable snapshot: safe from any thread.</remarks>
public sealed class ManagedMethods
{
    private readonly ManagedMethod[] _methods;
    private readonly RangeTable _table;

    private ManagedMethods(ManagedMethod[] methods)
    {
        _methods = methods;
        _table = RangeTable.Build(Array.ConvertAll(methods, method => new AddressRange(method.Start, method.Size)));
    }

    /// <summary>All methods, in the order in which the runtime listed them.</summary>
    public IReadOnlyList<ManagedMethod> Methods => _methods;

    /// <summary>Reads the methods of a trace that was recorded with the rundown provider, or with method load events.</summary>
    /// <param name="trace">The bytes of a <c>.nettrace</c> file of format 4.</param>
    /// <exception cref="NetTraceFormatException">The bytes are no such trace, or are cut short.</exception>
    public static ManagedMethods FromTrace(ReadOnlyMemory<byte> trace) => From(visit => NetTraceReader.Read(trace.Span, visit), long.MaxValue);

    /// <summary>How many methods there was no room for.</summary>
    internal long Dropped { get; private init; }

    /// <summary>About how many bytes of memory it takes.</summary>
    internal long Bytes { get; private init; }

    /// <summary>Takes the methods of a trace as it comes.</summary>
    /// <param name="read">Reads the trace.</param>
    /// <param name="maxBytes">About how many bytes of memory they may take; those beyond are counted.</param>
    internal static ManagedMethods From(Action<NetTraceVisitor> read, long maxBytes)
    {
        var methods = new List<ManagedMethod>();
        long bytes = 0;
        long dropped = 0;
        read((in NetTraceEvent e) =>
        {
            if (MethodEvents.TryRead(e, out _) is not { } method)
                return;
            if (method.Bytes > maxBytes - bytes)
            {
                dropped++;
                return;
            }

            bytes += method.Bytes;
            methods.Add(method);
        });
        return new ManagedMethods([.. methods]) { Bytes = bytes, Dropped = dropped };
    }

    /// <summary>The method whose code an address lies in, or null.</summary>
    /// <param name="address">The address in the process.</param>
    public ManagedMethod? Find(ulong address)
    {
        int index = _table.Find(address);
        return index < 0 ? null : _methods[index];
    }
}
