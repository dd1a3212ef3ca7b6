namespace Sonde.Symbols;

/// <summary>How the parameter of a template is named among the parameters of a lambda.</summary>
internal static class LambdaParameter
{
    /// <summary>It is none of a lambda's.</summary>
    public const int None = 0;

    /// <summary>The type of a parameter that was declared <c>auto</c>.</summary>
    public const int Auto = 1;

    /// <summary>The lambda declares it as a template does.</summary>
    public const int Declared = 2;
}
