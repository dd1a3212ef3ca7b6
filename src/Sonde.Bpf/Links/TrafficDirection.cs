namespace Sonde.Bpf;

/// <summary>Which packets of a network interface a traffic control program sees.</summary>
public enum TrafficDirection
{
    /// <summary>Packets that come in.</summary>
    Ingress = 1,

    /// <summary>Packets that go out.</summary>
    Egress = 2,
}
