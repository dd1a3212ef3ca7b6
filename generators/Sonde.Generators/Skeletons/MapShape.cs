namespace Sonde.Generators.Skeletons;

/// <summary>What of a map's declaration its class has as types.</summary>
internal enum MapShape
{
    Keyed,
    Valued,
    KeyOnly,
    Records,
    Prefixes,
    ArrayOfMaps,
    HashOfMaps,
    Words,
    Plain,
}
