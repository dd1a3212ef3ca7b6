namespace Sonde.Bpf.Build.Describing;

/// <summary>A type of record, and the tag that a record of it begins with.</summary>
internal readonly struct RecordType(string name, uint tag, int typeId, string variable)
{
    public string Name => name;

    public uint Tag => tag;

    public int TypeId => typeId;

    /// <summary>The variable that declares it.</summary>
    public string Variable => variable;
}
