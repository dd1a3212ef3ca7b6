namespace Sonde.Bpf;

/// <summary>Commands of bpf(2), enum bpf_cmd.</summary>
internal enum BpfCommand
{
    MapLookupElement = 1,
    MapUpdateElement = 2,
    MapDeleteElement = 3,
    MapGetNextKey = 4,
    ProgramTestRun = 10,
    RawTracepointOpen = 17,
    MapLookupBatch = 24,
}
