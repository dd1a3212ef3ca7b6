using System.Diagnostics.Tracing;

namespace Sonde.Bpf;

/// <summary>Events of this package for EventPipe and EventListener.</summary>
[EventSource(Name = "Sonde.Bpf")]
internal sealed class BpfEventSource : EventSource
{
    public static readonly BpfEventSource Log = new();

    [Event(1, Level = EventLevel.Error, Message = "Object {0} was collected undisposed; detaching {1}")]
    public void ObjectLeaked(string name, string links) => WriteEvent(1, name, links);

    [Event(2, Level = EventLevel.Error, Message = "The handler of BpfObject.Leaked threw: {0}")]
    public void LeakHandlerFailed(string exception) => WriteEvent(2, exception);

    [Event(3, Level = EventLevel.Error, Message = "The sink of BpfOpenOptions.Log threw: {0}")]
    public void LogSinkFailed(string exception) => WriteEvent(3, exception);
}
