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
    MapGetNextId = 12,
    MapGetFdById = 14,
    ObjectGetInfoByFd = 15,
    RawTracepointOpen = 17,
    BtfLoad = 18,
    BtfGetFdById = 19,
    MapLookupAndDeleteElement = 21,
    MapFreeze = 22,
    MapLookupBatch = 24,
    MapLookupAndDeleteBatch = 25,
    MapUpdateBatch = 26,
    MapDeleteBatch = 27,
    LinkCreate = 28,
    LinkUpdate = 29,
    IteratorCreate = 33,
    LinkDetach = 34,
}
