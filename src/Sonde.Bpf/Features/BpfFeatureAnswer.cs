namespace Sonde.Bpf;

/// <summary>Whether the running kernel has a feature, and how that was found out.</summary>
/// <param name="Feature">The feature, as the kernel spells it.</param>
/// <param name="State">The answer.</param>
/// <param name="Source">What it rests on.</param>
/// <param name="Evidence">What was seen, in a sentence.</param>
/// <param name="Since">The kernel that brought the feature, or null when that is not known or before all supported kernels.</param>
public sealed record BpfFeatureAnswer(string Feature, BpfFeatureState State, BpfEvidence Source, string Evidence, Version? Since = null)
{
    /// <summary>Whether the answer is yes: false for no and for what is not known.</summary>
    public bool IsYes => State == BpfFeatureState.Yes;

    /// <inheritdoc/>
    public override string ToString() => $"{Feature}: {State}. {Evidence}";
}
