namespace Sonde.Symbols;

/// <summary>Reads from a recorded trace which method was where at what time.</summary>
internal sealed class TraceMethods
{
    private readonly List<Event> _events = [];
    private readonly NetTraceReader _reader;

    private TraceMethods() => _reader = new NetTraceReader(Take);

    /// <summary>Reads a trace to its end, or to where it was cut short.</summary>
    /// <exception cref="NetTraceFormatException">It is no such trace, or is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CodeTimeline Read(Stream trace, out RecordedTrace summary)
    {
        var methods = new TraceMethods();
        methods.ReadEvents(trace);
        CodeTimeline timeline = methods.ToTimeline();
        summary = new RecordedTrace(methods._reader.ProcessId, timeline.Count, methods._reader.Lost, !methods._reader.IsComplete);
        return timeline;
    }

    private void ReadEvents(Stream trace)
    {
        var buffer = new NetTraceBuffer(_reader);
        while (!_reader.IsComplete)
        {
            int read = trace.Read(buffer.Room().Span);
            if (read == 0)
                break;
            buffer.Take(read);
        }

        // Bytes that are too few to be refused are no trace that was cut short.
        if (_reader.ProcessId == 0 && !_reader.IsComplete)
            throw new NetTraceFormatException("not a .NET event trace: it ends before it begins to tell of a process");
    }

    // Each thread's events are in order, those of several are not.
    private CodeTimeline ToTimeline()
    {
        var timeline = new CodeTimeline();
        foreach (Event each in _events.OrderBy(each => each.Time))
        {
            // What goes or is listed, and never came, was there before the trace began.
            if (each.Kind == MethodEventKind.Load)
                timeline.Add(each.Method, each.Time);
            else
                timeline.AddListed(each.Method);
            if (each.Kind == MethodEventKind.Unload)
                timeline.Remove(each.Method.Start, each.Time);
        }

        return timeline;
    }

    private void Take(in NetTraceEvent e)
    {
        if (MethodEvents.TryRead(e, out MethodEventKind kind) is { } method)
            _events.Add(new Event(method, kind, e.Timestamp));
    }

    private readonly record struct Event(ManagedMethod Method, MethodEventKind Kind, ulong Time);
}
