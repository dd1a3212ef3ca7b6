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

    private void ReplacePins()
    {
        foreach (BpfMap map in _maps.Values)
            map.ReplacePin();
    }
}
