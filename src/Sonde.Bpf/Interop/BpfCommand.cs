namespace Sonde.Bpf;

/// <summary>Commands of bpf(2), enum bpf_cmd.</summary>
internal enum BpfCommand
{
    MapLookupElement = 1,
    MapUpdateElement = 2,
    MapDeleteElement = 3,
    MapGetNextKey = 4,
    ObjectPin = 6,
    ObjectGet = 7,
    ProgramAttach = 8,
    ProgramDetach = 9,
    ProgramTestRun = 10,
    RawTracepointOpen = 17,
    MapLookupBatch = 24,
    LinkCreate = 28,
    LinkUpdate = 29,
    IteratorCreate = 33,
    LinkDetach = 34,
}
