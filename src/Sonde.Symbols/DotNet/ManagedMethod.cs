namespace Sonde.Symbols;

/// <summary>A method of a .NET process as code in memory. One method has several when it was compiled more than once.</summary>
public sealed class ManagedMethod
{
    private string? _name;

    internal ManagedMethod(ulong start, uint size, string type, string rawName, string signature, CodeTier tier, bool isDynamic)
    {
        Start = start;
        Size = size;
        RawType = type;
        RawName = rawName;
        Signature = signature;
        Tier = tier;
        IsDynamic = isDynamic;
    }

    /// <summary>
    /// The name to show, with type and namespace, and what the C# compiler made of it undone: <c>Shop.OrderService.PlaceAsync</c>. Types have their
    /// arguments as in C#, <c>List&lt;System.Int32&gt;.Enumerator</c>; where all types of objects share the code it is <c>T</c>, or <c>T1</c>,
    /// <c>T2</c>, for what the runtime names <c>System.__Canon</c>. Of a generic method the runtime does not tell the arguments.
    /// </summary>
    public string Name => _name ??= ManagedName.Readable(RawType, RawName);

    /// <summary>The type as the runtime names it: <c>Shop.OrderService+&lt;PlaceAsync&gt;d__5</c>. Empty for dynamic methods.</summary>
    public string RawType { get; }

    /// <summary>The method as the runtime names it: <c>MoveNext</c>.</summary>
    public string RawName { get; }

    /// <summary>Type and method as the runtime names them.</summary>
    public string RawFullName => RawType.Length == 0 ? RawName : $"{RawType}.{RawName}";

    /// <summary>Return type and parameters, as the runtime prints them.</summary>
    public string Signature { get; }

    /// <summary>Where its code begins.</summary>
    public ulong Start { get; }

    /// <summary>The size of its code in bytes.</summary>
    public uint Size { get; }

    /// <summary>How the code was made.</summary>
    public CodeTier Tier { get; }

    /// <summary>Whether it was made at run time, as <c>DynamicMethod</c> and stubs are: its memory may be used again for another.</summary>
    public bool IsDynamic { get; }

    // With its place in a table, and what its readable name will take.
    internal long Bytes => 250 + (2L * ((2 * (RawType.Length + RawName.Length)) + Signature.Length));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} [{Tier}]";
}
