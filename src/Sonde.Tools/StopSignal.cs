using System.Runtime.InteropServices;

namespace Sonde.Tools;

/// <summary>Waits for Ctrl-C (SIGINT) or SIGTERM. The first one asks to stop; a second one ends the process as usual.</summary>
public sealed class StopSignal : IDisposable
{
    private readonly ManualResetEventSlim _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts to listen.</summary>
    public StopSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    /// <summary>Whether a signal came, or <see cref="Request"/> was called.</summary>
    public bool IsRequested => _stop.IsSet;

    /// <summary>Asks to stop, as the first signal does: for a tool that has seen enough.</summary>
    public void Request() => _stop.Set();

    /// <summary>Waits until it is time to stop.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <returns>Whether it is.</returns>
    public bool Wait(TimeSpan timeout) => _stop.Wait(timeout);

    /// <summary>Stops listening: signals end the process again.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_stop.IsSet)
            return;
        context.Cancel = true;
        _stop.Set();
    }
}
