namespace Sonde.Generators.Skeletons;

/// <summary>
/// A map as a property. <see cref="Conversion"/> is the call that makes <c>BpfMap</c> a <see cref="Type"/>, or empty; where
/// <see cref="IsWrapped"/>, the type is a generated one over its result.
/// </summary>
internal sealed record SkeletonMap(string Property, string Name, string KernelName, string Type, string Conversion, bool IsWrapped);
