namespace Sonde.Bpf;

/// <summary>Closes what the kernel takes long to let go, on a thread that lives as long as there is such work.</summary>
/// <remarks>One thread and not many: the kernel holds one lock while it takes a probe out, so that closing in parallel gains nothing.</remarks>
internal static class LinkCloser
{
    private static readonly Queue<(Attachment Attachment, TaskCompletionSource Closed)> Waiting = new();
    private static bool _running;

    /// <summary>Takes an attachment over; the task ends when the kernel has let go of it.</summary>
    public static Task Close(Attachment attachment)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Waiting)
        {
            Waiting.Enqueue((attachment, closed));
            if (_running)
                return closed.Task;
            _running = true;
        }

        try
        {
            new Thread(Run) { Name = "Sonde closer", IsBackground = true }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            Run(); // No thread to be had: it is done here, and takes its time.
        }

        return closed.Task;
    }

    private static void Run()
    {
        while (true)
        {
            (Attachment Attachment, TaskCompletionSource Closed) next;
            lock (Waiting)
            {
                if (!Waiting.TryDequeue(out next))
                {
                    _running = false;
                    return;
                }
            }

            try
            {
                next.Attachment.Dispose();
                next.Closed.SetResult();
            }
            catch (Exception e)
            {
                next.Closed.SetException(e);
            }
        }
    }
}
