using Sonde.Kernel;

namespace Sonde.Bpf;

internal sealed partial class UserRingWriter
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMicroseconds(100);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(10);

    private readonly List<(int Length, TaskCompletionSource Done)> _waiting = [];
    private EventRegistration? _registration;
    private TimeSpan _look = FirstLook;
    private bool _ended;

    /// <summary>Ends when there is room for a record of this length; another writer may take it first.</summary>
    public async Task WaitForRoomAsync(int length, CancellationToken cancellationToken)
    {
        Total(length);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_ended, Map);
            _look = FirstLook;

            // An edge each time that a program has drained: the ring is writable all the while, though perhaps not by enough.
            _registration ??= EventLoop.Shared.Register(Map.Fd, EventWait.WritableEdge, Call, Fault);
            _registration.CallAfter(TimeSpan.Zero);
            _waiting.Add((length, done)); // Last: of one that was refused nothing stays. Who is called meanwhile waits for the lock.
        }

        using (cancellationToken.UnsafeRegister(static (d, token) => ((TaskCompletionSource)d!).TrySetCanceled(token), done))
            await done.Task.ConfigureAwait(false);
    }

    // A program that drains with BPF_RB_NO_WAKEUP tells nobody, so the room is also looked at from time to time.
    private void Call(EventRegistration registration, EventCause cause)
    {
        lock (_waiting)
        {
            _waiting.RemoveAll(waiting => waiting.Done.Task.IsCompleted || (HasRoom(waiting.Length) && waiting.Done.TrySetResult()));
            if (_waiting.Count > 0)
            {
                registration.CallAfter(_look);
                _look = 2 * _look < LongestLook ? 2 * _look : LongestLook;
                return;
            }

            // Under the lock: who waits next registers the same descriptor, which epoll takes once. This is the handler's
            // thread, so it waits for no handler.
            _registration = null;
            registration.Dispose();
        }
    }

    private void Fault(Exception reason)
    {
        lock (_waiting)
        {
            foreach ((_, TaskCompletionSource done) in _waiting)
                done.TrySetException(reason);
            _waiting.Clear();
            _registration = null;
        }
    }

    private void EndWaiting()
    {
        EventRegistration? registration;
        lock (_waiting)
        {
            _ended = true;
            registration = _registration;
            foreach ((_, TaskCompletionSource done) in _waiting)
                done.TrySetException(new ObjectDisposedException(Map.Name));
            _waiting.Clear();
            _registration = null;
        }

        registration?.Dispose();
    }
}
