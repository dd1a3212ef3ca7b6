namespace Sonde.Symbols;

/// <summary>Code that is there from a time on, and may go at one.</summary>
/// <param name="method">What it is of.</param>
/// <param name="time">When it came.</param>
internal sealed class TimedCode(ManagedMethod method, ulong time)
{
    /// <summary>Where it is.</summary>
    public AddressRange Range { get; } = new(method.Start, method.Size);

    /// <summary>What it is of; null when that was forgotten, so that its names take no room in tables that still have the code.</summary>
    public ManagedMethod? Method { get; set; } = method;

    public ulong Time { get; } = time;

    /// <summary>When it went; <see cref="ulong.MaxValue"/> as long as that is not known.</summary>
    public ulong Unloaded { get; set; } = ulong.MaxValue;

    /// <summary>Where it stands in the order in which code is forgotten; null when it was.</summary>
    public LinkedListNode<TimedCode>? Node { get; set; }
}
