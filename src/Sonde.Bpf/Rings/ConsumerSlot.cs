using System.Diagnostics.CodeAnalysis;

namespace Sonde.Bpf;

/// <summary>The place of the one consumer that keeps a ring: a subscription or an asynchronous reader. It is disposed with the ring.</summary>
/// <remarks>Whoever comes second is refused: a consumer while another one has the ring or someone walks over it, a walk of someone else while there is a consumer.</remarks>
/// <param name="kind">What kind of ring, for error messages.</param>
/// <param name="name">The name of its map.</param>
internal sealed class ConsumerSlot(string kind, string name) : IDisposable
{
    private const int Taken = -1;

    private readonly object _gate = new();
    private IDisposable? _consumer;
    private bool _disposed;
    private int _walks; // Of those that have no consumer here; Taken while there is one, whose own walks are not counted.

    /// <summary>Takes the place. Again for the same consumer does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another consumer has it, or someone walks over the ring now.</exception>
    /// <exception cref="ObjectDisposedException">The ring was disposed; so is the consumer now.</exception>
    public void Attach(IDisposable consumer)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                if (_consumer == consumer)
                    return;
                if (Interlocked.CompareExchange(ref _walks, Taken, 0) is var walks and not 0)
                    ThrowTaken(walks);
                _consumer = consumer;
                return;
            }
        }

        consumer.Dispose();
        throw new ObjectDisposedException(name);
    }

    /// <summary>Gives the place up; of no effect for who does not have it.</summary>
    public void Detach(IDisposable consumer)
    {
        lock (_gate)
        {
            if (_consumer != consumer)
                return;
            _consumer = null;
            Volatile.Write(ref _walks, 0);
        }
    }

    /// <summary>Starts a walk over records.</summary>
    /// <param name="consumer">The consumer that walks; null for someone who has not taken the place.</param>
    /// <exception cref="InvalidOperationException">A consumer has the ring.</exception>
    public void Enter(IDisposable? consumer)
    {
        if (consumer is not null)
            return;
        int walks = Volatile.Read(ref _walks);
        while (true)
        {
            if (walks == Taken)
                ThrowTaken(walks);
            int seen = Interlocked.CompareExchange(ref _walks, walks + 1, walks);
            if (seen == walks)
                return;
            walks = seen;
        }
    }

    /// <summary>Ends a walk that was started for the same consumer.</summary>
    public void Leave(IDisposable? consumer)
    {
        if (consumer is null)
            Interlocked.Decrement(ref _walks);
    }

    /// <summary>Says that someone walks over the ring already.</summary>
    [DoesNotReturn]
    public void ThrowDrained() => ThrowTaken(walks: 1);

    public void Dispose()
    {
        IDisposable? left;
        lock (_gate)
        {
            _disposed = true;
            left = _consumer;
        }

        left?.Dispose();
    }

    [DoesNotReturn]
    private void ThrowTaken(int walks) => throw new InvalidOperationException(walks == Taken
        ? $"{kind} {name} has a subscription or an asynchronous reader already: a ring has one consumer at a time."
        : $"{kind} {name} is being drained already: a ring has one consumer at a time.");
}
