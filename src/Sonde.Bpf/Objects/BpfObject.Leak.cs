namespace Sonde.Bpf;

public sealed partial class BpfObject
{
    /// <summary>Told when an object with links was collected without having been disposed, and is being detached.</summary>
    /// <remarks>Called on the finalizer thread; it must be quick and must not throw. The same is written to the event source <c>Sonde.Bpf</c>.</remarks>
    public static event Action<BpfLeak>? Leaked;

    /// <summary>Detaches an object that was dropped with its links, and says so.</summary>
    ~BpfObject()
    {
        string[] links = _links.Describe();
        if (links.Length == 0)
            return;

        BpfEventSource.Log.ObjectLeaked(Name, string.Join(", ", links));
        try
        {
            Leaked?.Invoke(new BpfLeak(Name, links));
        }
        catch (Exception e)
        {
            // An exception here would end the process; the object is being detached all the same.
            BpfEventSource.Log.LeakHandlerFailed(e.ToString());
        }

        // Not every attachment ends with its descriptors, and slow ones would hold up the one thread of finalizers.
        _ = _links.Close();
    }
}
