namespace System.Diagnostics.CodeAnalysis;

// netstandard2.0 lacks it; the compiler takes any type of this name.
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
{
    public bool ReturnValue { get; } = returnValue;
}
