namespace Sonde.Kernel;

/// <summary>What a registration waits for.</summary>
public enum EventWait
{
    /// <summary>Readable or hung up; the handler is called again as long as it stays so.</summary>
    Readable,

    /// <summary>Readable or hung up, once: the registration then sleeps until <see cref="EventRegistration.Rearm"/>.</summary>
    ReadableOnce,

    /// <summary>A change that may have made the descriptor writable. A descriptor that stays writable calls no second time.</summary>
    WritableEdge,
}
