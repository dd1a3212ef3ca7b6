namespace Sonde.Bpf;

public sealed partial class BpfObject
{
    // libbpf has given maps that ask for it a path below its own default root.
    private void SetPinRoot(BpfOpenOptions? options)
    {
        if (options is null)
            return;
        foreach (BpfMap map in _maps.Values)
        {
            if (options.PinRoot is { Length: > 0 } root)
                map.MovePin(root);
            map.PinConflict = options.PinConflict;
        }
    }

    private void CheckPins()
    {
        foreach (BpfMap map in _maps.Values)
            map.CheckPin();
    }

    // What libbpf pinned while it loaded: it takes that back itself when loading fails, and not when what comes after does.
    private void RemoveNewPins()
    {
        foreach (BpfMap map in _maps.Values)
            map.RemoveNewPin();
    }

    private void ReplacePins()
    {
        foreach (BpfMap map in _maps.Values)
            map.ReplacePin();
    }
}
