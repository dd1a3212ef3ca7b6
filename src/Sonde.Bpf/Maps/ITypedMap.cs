namespace Sonde.Bpf;

/// <summary>A typed view of a map: <see cref="BpfHashMap{TKey, TValue}"/>, <see cref="BpfArray{TValue}"/> and their like.</summary>
public interface ITypedMap
{
    /// <summary>The untyped map, which owns what there is to dispose.</summary>
    BpfMap Map { get; }
}
