namespace Sonde.Kernel;

/// <summary>Why the loop calls a handler.</summary>
public enum EventCause
{
    /// <summary>The descriptor is ready.</summary>
    Ready,

    /// <summary>The time of <see cref="EventRegistration.CallAfter"/> has come.</summary>
    Timer,
}
